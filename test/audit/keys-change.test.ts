import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { verifyAccessLog } from "../../src/domains/audit/verify-access-log.js";
import { toAccessKeys } from "../../src/security/access-keys.js";
import { createStore } from "../../src/store/create-store.js";
import { makeNote } from "../fakes/access-note.js";
import { makeKeyRing, testCipher } from "../fakes/key-ring.js";
import { createTestStore } from "../harness/store.js";

test("a log goes on under a new key, also while a gateway still has the old one, and needs both to be verified", async () => {
  const [older, newer] = [toAccessKeys(makeKeyRing("old")), toAccessKeys(makeKeyRing("new", "old"))];
  const customerId = randomUUID();
  await using first = await createTestStore({ accessKeys: older });
  await first.sql("insert into customer (id) values ($1)", [customerId]);
  const second = await createStore({ url: first.url, cipher: testCipher, accessKeys: newer });
  const { subjectRef: _, ...change } = makeNote({ action: "CHANGE" });
  for (const store of [first, second, first, second]) {
    await store.accessLog.append([makeNote()]);
    await store.unitOfWork.run(({ accessLog }) => accessLog.append(customerId, change));
  }
  await second.close();
  const verify = (keys: typeof older) => first.scanAccessLog((scan) => verifyAccessLog(keys, scan));
  // A segment of answers and one of changes under each key.
  expect(await verify(newer)).toMatchObject({ entries: 8, segments: 4, faults: [] });
  const { faults } = await verify(toAccessKeys(makeKeyRing("new")));
  expect(faults.map(({ kind }) => kind)).toEqual(["KEY_MISSING", "KEY_MISSING"]);
});
