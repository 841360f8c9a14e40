// What a caller sees of a customer one of whose identities cannot be opened any more.
import { expect, test } from "vitest";
import { runSql } from "../harness/databases.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp } from "../harness/test-app.js";

const query = `query ($id: ID!) { customer(id: $id) {
  profile { displayName } identities { namespace value } transfers(first: 1) { edges { node { id } } } } }`;

test("an identity that cannot be opened is left out, what hangs on it is an error, and everything else stands", async () => {
  await using app = await startTestApp({ isFollowing: false });
  const ask = async () => {
    const { data, errors } = await app.ask(query, { id: toCustomerId("minjun") }, { role: "AGENT" });
    const customer = data?.["customer"] as unknown as {
      profile: { displayName: string };
      identities: { namespace: string; value: string }[];
      transfers: object | null;
    };
    return { ...customer, errors };
  };
  const before = await ask();
  expect(before.errors).toBeUndefined();
  const accounts = before.identities.filter(({ namespace }) => namespace === "ACCOUNT_ID");
  expect(accounts.length).toBeGreaterThan(0);

  await runSql(
    app.bank.urls.gateway,
    "update identity_link set sealed_value = replace(sealed_value, 'test.', 'gone.') where namespace = 'ACCOUNT_ID'",
  );
  const after = await ask();
  expect(after.profile).toEqual(before.profile);
  expect(after.identities).toEqual(before.identities.filter(({ namespace }) => namespace !== "ACCOUNT_ID"));
  expect(after.transfers).toBeNull();
  expect(after.errors).toMatchObject([{ path: ["customer", "transfers"], extensions: { code: "INTERNAL" } }]);
  expect(JSON.stringify(after.errors)).not.toContain("gone");
});
