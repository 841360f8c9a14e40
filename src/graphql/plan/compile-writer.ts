// Writers of objects that are in memory: from a selection to a function that writes the JSON text of such an object, as
// JSON.stringify would write what the general path executes. They know plain members only, no resolvers.
import {
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from "graphql";
import { collectFields, type CollectedField, type DocumentParts } from "./collect-fields.js";

/** Writes the JSON text of a value; throws `NotPlanned` where the general path would answer an error. */
export type Writer<Value = unknown> = (value: Value) => string;

/** Ends a plan: the general path has to answer. */
export class NotPlanned extends Error {
  override readonly name = "NotPlanned";
}

/** Whether a field is a member of its object, not computed by a resolver. */
export type IsMember = (type: GraphQLObjectType, field: string) => boolean;

/** A writer of objects of a type; undefined when something is selected that only the general path knows. */
export function compileObjectWriter(
  type: GraphQLObjectType,
  nodes: CollectedField["nodes"],
  document: DocumentParts,
  isMember: IsMember,
): Writer | undefined {
  const fields = collectFields(
    type,
    nodes.map((node) => node.selectionSet),
    document,
  );
  if (fields === undefined) return undefined;
  const writers: ((source: Readonly<Record<string, unknown>>) => string)[] = [];
  for (const collected of fields) {
    const write = compileFieldWriter(type, collected, document, isMember);
    if (write === undefined) return undefined;
    const name = `${writers.length === 0 ? "" : ","}${JSON.stringify(collected.key)}:`;
    writers.push((source) => name + write(source));
  }
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    let text = "{";
    for (const write of writers) text += write(source);
    return `${text}}`;
  };
}

function compileFieldWriter(
  type: GraphQLObjectType,
  collected: CollectedField,
  document: DocumentParts,
  isMember: IsMember,
): ((source: Readonly<Record<string, unknown>>) => string) | undefined {
  const { field } = collected;
  if (field === "__typename") {
    const text = JSON.stringify(type.name);
    return () => text;
  }
  const definition = type.getFields()[field];
  if (definition === undefined || definition.args.length > 0 || !isMember(type, field)) return undefined;
  const write = compileValueWriter(definition.type, collected.nodes, document, isMember);
  return write && ((source) => write(source[field]));
}

/** A writer of values of an output type, which may be a list or not null. */
export function compileValueWriter(
  type: GraphQLOutputType,
  nodes: CollectedField["nodes"],
  document: DocumentParts,
  isMember: IsMember,
): Writer | undefined {
  const nullable = getNullableType(type);
  const write = isLeafType(nullable)
    ? (value: unknown) => JSON.stringify(nullable.serialize(value))
    : isObjectType(nullable)
      ? compileObjectWriter(nullable, nodes, document, isMember)
      : isListType(nullable)
        ? toListWriter(compileValueWriter(nullable.ofType, nodes, document, isMember))
        : undefined;
  if (write === undefined) return undefined;
  const isNullable = !isNonNullType(type);
  return (value) => {
    if (value !== null && value !== undefined) return write(value);
    if (isNullable) return "null";
    throw new NotPlanned("A value is missing where there has to be one.");
  };
}

function toListWriter(write: Writer | undefined): Writer | undefined {
  return write && ((value) => `[${(value as readonly unknown[]).map((item) => write(item)).join(",")}]`);
}
