import { buildSchema, GraphQLSchema, parse, specifiedRules, validate } from "graphql";
import { expect, test } from "vitest";
import { incrementalDirectives } from "./directives.js";
import { incrementalRules } from "./incremental-rules.js";
import { maxParts } from "./limit-parts.js";

const schema = new GraphQLSchema({
  ...buildSchema(`
    type Query { person: Person people: [Person!]! }
    type Mutation { save: Person }
    type Subscription { saved: Person }
    type Person { name: String friends: [Person!]! }
  `).toConfig(),
  directives: [...incrementalDirectives],
});

function listFaults(document: string): readonly string[] {
  return validate(schema, parse(document), [...specifiedRules, ...incrementalRules]).map(
    ({ message }) => message,
  );
}

test.each([
  '{ person { ... @defer { name } ...N @defer(label: "a") } } fragment N on Person { name }',
  '{ ... @defer(if: true, label: null) { person { name } } people @stream(initialCount: 2, label: "b") { name } }',
  "mutation { save { ... @defer { name } friends @stream { name } } }",
  "subscription ($x: Boolean!) { saved { ... @defer(if: $x) { name } friends @stream(if: false) { name } } }",
  "{ people @stream(initialCount: 1) { name } ... { people @stream(initialCount: 1) { friends { name } } } }",
])("%s is allowed", (document) => {
  expect(listFaults(document)).toEqual([]);
});

test.each([
  [
    '{ person { ... @defer(label: "a") { name } friends @stream(label: "a") { name } } }',
    /"a" stands at two/,
  ],
  ["query ($l: String) { ... @defer(label: $l) { person { name } } }", /must be written out/],
  ["mutation { ... @defer { save { name } } }", /@defer cannot stand on fields of Mutation/],
  ["subscription { ... @defer { saved { name } } }", /@defer cannot stand on fields of Subscription/],
  ["subscription { saved { ...N } } fragment N on Person { ... @defer { name } }", /not for subscriptions/],
  [
    "fragment N on Person { ... @defer(if: true) { name } } subscription { saved { ...N } }",
    /not for subscriptions/,
  ],
  ["{ person { name @stream } }", /"name" of Person, which is not a list/],
  ["{ people @stream(initialCount: -1) { name } }", /cannot be negative/],
  ["{ people @stream(initialCount: null) { name } }", /Int!/],
  ["{ people @stream { name } people { name } }", /streamed in two ways/],
  [
    "{ people @stream(initialCount: 1) { name } ...P } fragment P on Query { people @stream(initialCount: 2) { name } }",
    /streamed in two ways/,
  ],
  ["{ person @defer { name } }", /may not be used on FIELD/],
])("%s is refused", (document, message) => {
  const faults = listFaults(document);
  expect(faults.some((fault) => message.test(fault))).toBe(true);
});

test("parts of a fragment count wherever it is spread", () => {
  const spread = (times: number): string =>
    `{ ${Array.from({ length: times }, (_, at) => `p${String(at)}: person { ...N }`).join(" ")} }
     fragment N on Person { ... @defer { name } }`;
  expect(listFaults(spread(maxParts))).toEqual([]);
  expect(listFaults(spread(maxParts + 1))).toEqual([expect.stringContaining("at most 50")]);
});

test("fragments that spread themselves end in an error, not in a loop", () => {
  const faults = listFaults(
    "{ person { ...N } } fragment N on Person { ... @defer { friends @stream { ...N } } }",
  );
  expect(faults).toEqual([expect.stringContaining("Cannot spread fragment")]);
});
