import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listPolicyFaults, type FieldDescription } from "./list-policy-faults.js";
import { parsePolicy } from "./parse-policy.js";

const policy = parsePolicy(readFileSync("policy.yml", "utf8"), "policy.yml");
const masked = new Set(["Transfer.accountId", "WebEvent.url", "WebEvent.referrer", "Identity.value"]);

/** A schema that fits, but for the changes. */
function faultsAfter(
  changes: Readonly<Record<string, Partial<FieldDescription> | undefined>>,
): readonly string[] {
  const coordinates = new Set([...policy.coordinates, ...policy.inputs, ...Object.keys(changes)]);
  const fields = [...coordinates].flatMap((coordinate): readonly FieldDescription[] => {
    if (coordinate in changes && changes[coordinate] === undefined) return [];
    const isInput = policy.inputs.has(coordinate);
    return [
      { coordinate, isNullable: true, isText: masked.has(coordinate), isInput, ...changes[coordinate] },
    ];
  });
  return listPolicyFaults(policy, fields);
}

test("a schema that fits has no faults", () => {
  expect(faultsAfter({})).toEqual([]);
});

test("a policy is refused for what is in one place only, and for what the schema cannot bear", () => {
  expect(
    faultsAfter({
      "Customer.shoeSize": {},
      "Customer.products": { isNullable: false },
      "Identity.value": { isText: false },
      "Preferences.version": undefined,
      "CustomerFilter.query": undefined,
    }).toSorted(),
  ).toEqual([
    "Customer.products is never null, and its rule can make it so",
    "Customer.shoeSize has no rule",
    "CustomerFilter.query has a rule but does not exist",
    "Identity.value is no text, and its rule can mask it",
    "Preferences.version has a rule but does not exist",
  ]);
});

test("a refusal is an error and therefore possible where null is not, and inputs need no rule", () => {
  expect(
    faultsAfter({
      "ConsentRecord.iso27560": { isNullable: false },
      "TriggerFilter.branches": { isInput: true },
    }),
  ).toEqual([]);
});
