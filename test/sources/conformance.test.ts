// Finds every source of `src/sources/index.ts` by itself and proves the laws of conformance.ts: whoever adds a source has
// nothing to write here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityKeyText, type IdentityKey } from "../../src/domains/identity/identity.js";
import { sources } from "../../src/sources/index.js";
import { testCipher } from "../fakes/key-ring.js";
import { runSql } from "../harness/databases.js";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { conformanceChecks, startBench } from "./conformance.js";

let bank: DemoBank;
let keys: readonly IdentityKey[];
const results = new Map<string, string>();

beforeAll(async () => {
  bank = await createDemoBank();
  const links = (await runSql(
    bank.urls.gateway,
    "select namespace, sealed_value as sealed from identity_link",
  )) as { namespace: IdentityKey["namespace"]; sealed: string }[];
  keys = links
    .map(({ namespace, sealed }) => ({ namespace, value: testCipher.decrypt(namespace, sealed) }))
    .toSorted((left, right) => (identityKeyText(left) < identityKeyText(right) ? -1 : 1));
});
afterAll(async () => {
  process.stdout.write(`${toTable()}\n`);
  await bank[Symbol.asyncDispose]();
});

describe.each(sources.map((source) => ({ name: source.name, source })))(
  "source $name",
  ({ name, source }) => {
    it.each(conformanceChecks)("conforms: $name", async ({ name: check, needsData, prove }) => {
      const cell = `${name} ${check}`;
      results.set(cell, "FAILED");
      const isServed = source.settings.safeParse(bank.settings).success;
      if (needsData && !isServed) {
        results.set(cell, "no data");
        return;
      }
      await using bench = await startBench({ source, settings: isServed ? bank.settings : undefined, keys });
      if (isServed) await bench.source.ping({ signal: AbortSignal.timeout(5_000) });
      await expect(prove(bench)).resolves.toBeUndefined();
      results.set(cell, "ok");
    });
  },
);

it("every source of the product is served by the demo bank", () => {
  expect(sources.filter(({ settings }) => !settings.safeParse(bank.settings).success)).toEqual([]);
});

function toTable(): string {
  const columns = conformanceChecks.map(({ name }) => name);
  const rows = sources.map(({ name }) => [
    name.padEnd(14),
    ...columns.map((column) => (results.get(`${name} ${column}`) ?? "–").padEnd(column.length)),
  ]);
  return ["", ["source".padEnd(14), ...columns], ...rows].map((row) => [row].flat().join("  ")).join("\n");
}
