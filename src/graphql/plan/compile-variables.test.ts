import fc from "fast-check";
import { buildSchema, getOperationAST, getVariableValues, parse } from "graphql";
import { expect, test } from "vitest";
import { compileVariables } from "./compile-variables.js";

const schema = buildSchema(`
  enum Kind { A B }
  input Filter { kind: Kind = A, text: String! }
  type Query { all(id: ID, first: Int, kind: Kind, ids: [ID!], filter: Filter): String }
`);

const definitions = fc.uniqueArray(
  fc.constantFrom(
    "$id: ID!",
    "$first: Int = 5",
    "$count: Int! = 7",
    "$kind: Kind = B",
    "$text: String",
    "$none: Int = null",
    "$ids: [ID!]",
    "$filter: Filter",
  ),
);
const value = fc.oneof(
  fc.constantFrom(null, 1, 5, 1.5, "A", "C", "1", true, [], ["1"], [null]),
  fc.constantFrom({}, { text: "x" }, { text: 1 }, { text: "x", kind: "B" }),
);
const names = ["id", "first", "count", "kind", "text", "none", "ids", "filter", "other"];
const sent = fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true });

test("what is coerced is what graphql-js coerces, and nothing where it finds a mistake", () => {
  fc.assert(
    fc.property(definitions, sent, (defined, variables) => {
      const list = defined.length === 0 ? "" : `(${defined.join(", ")})`;
      const operation = getOperationAST(parse(`query ${list} { all }`));
      if (!operation) throw new Error("There is an operation.");
      const expected = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced;
      expect(compileVariables(schema, operation)(variables)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
