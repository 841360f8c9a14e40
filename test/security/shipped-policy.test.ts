// The policy that is shipped, held against the schema and against the law's plain sentences.
import { describe, expect, test } from "vitest";
import { buildSchema } from "../../src/graphql/build-schema.js";
import { listPolicyFaults } from "../../src/security/policy/list-policy-faults.js";
import { loadPolicy } from "../../src/security/policy/load-policy.js";
import { describeFields } from "../harness/describe-fields.js";

const policy = loadPolicy();
const fields = describeFields(buildSchema());

describe("the shipped policy", () => {
  test("has a rule for every field of the schema and for no other, and none that the schema cannot bear", () => {
    expect(listPolicyFaults(policy, fields)).toEqual([]);
  });
});
