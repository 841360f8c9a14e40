import { buildSchema, getOperationAST, parse, type FieldNode, type FragmentDefinitionNode } from "graphql";
import { describe, expect, it } from "vitest";
import { selectFields, selectOperation, type DocumentPlace } from "./selected-fields.js";

const schema = buildSchema(`
  interface Node { id: ID }
  type Query { person: Person node: Node }
  type Person implements Node { id: ID name: String friend: Person thing: Thing }
  type Car implements Node { id: ID wheels: Int owner: Person }
  union Thing = Car | Person
`);

function place(text: string, variableValues: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = getOperationAST(document)!;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node): [string, FragmentDefinitionNode][] =>
      node.kind === "FragmentDefinition" ? [[node.name.value, node]] : [],
    ),
  );
  const fieldNodes = operation.selectionSet.selections as readonly FieldNode[];
  const returnType = schema.getQueryType()!.getFields()[fieldNodes[0]!.name.value]!.type;
  const found: DocumentPlace = { schema, fieldNodes, returnType, fragments, variableValues };
  return { found, operation };
}
const coordinatesOf = (text: string, variables?: Record<string, unknown>, type?: string) =>
  selectFields(place(text, variables).found, type).map(({ coordinates }) => coordinates);

describe("the fields that a document selects", () => {
  it("are those of fragments that apply, once however often they stand there, without __typename", () => {
    expect(
      coordinatesOf(
        "{ person { __typename a: name b: name ...F ... on Node { id } ... on Car { wheels } } } fragment F on Person { name friend { id } }",
      ),
    ).toEqual([["Person.friend", "Person.id", "Person.name"]]);
  });

  it("are those of the type that was found, and deeper of every type that a fragment names", () => {
    const text =
      "{ node { id ... on Car { wheels } ... on Person { thing { ... on Node { id } ... on Car { wheels } } } } }";
    expect(coordinatesOf(text, {}, "Car")).toEqual([["Car.id", "Car.wheels"]]);
    expect(coordinatesOf(text, {}, "Person")).toEqual([
      ["Car.id", "Car.wheels", "Person.id", "Person.thing"],
    ]);
  });

  it("follow @skip and @include, written out or by variables, also in fragments", () => {
    const text = `query ($x: Boolean) { person { id @skip(if: true) ...F @include(if: $x) } } fragment F on Person { name friend @skip(if: $x) { id } }`;
    expect(coordinatesOf(text, { x: true })).toEqual([["Person.name"]]);
    expect(coordinatesOf(text, { x: false })).toEqual([[]]);
  });

  it("are the same object for the same node, type and values, and another for others", () => {
    const { found } = place("query ($x: Boolean) { person { id name @include(if: $x) } }", { x: true });
    const [first] = selectFields(found);
    expect(selectFields(found)[0]).toBe(first);
    expect(selectFields({ ...found, variableValues: { x: false } })[0]).not.toBe(first);
    expect(selectFields({ ...found, variableValues: { x: true, y: 1 } })[0]).toBe(first);
  });

  it("stay as few as the types have, however deep fragments stand in fragments", () => {
    const depth = 60;
    const fragments = Array.from(
      { length: depth },
      (_, at) =>
        `fragment F${String(at)} on Person { a: friend { ...F${String(at + 1)} } b: friend { ...F${String(at + 1)} } }`,
    );
    const text = `{ person { ...F0 } } ${fragments.join(" ")} fragment F${String(depth)} on Person { name }`;
    const startedAt = performance.now();
    expect(coordinatesOf(text)).toEqual([["Person.friend", "Person.name"]]);
    // Twice as many at each of 60 levels would never end.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("of a whole operation are those below the fields that are wanted", () => {
    const { found, operation } = place("{ person { name } node { id ... on Car { wheels } } }");
    const wanted = (name: string) => (coordinate: string) => coordinate === name;
    expect(selectOperation(operation, found, wanted("Query.person")).coordinates).toEqual(["Person.name"]);
    expect(selectOperation(operation, found, wanted("Query.node")).coordinates).toEqual([
      "Car.id",
      "Car.wheels",
      "Person.id",
    ]);
  });
});
