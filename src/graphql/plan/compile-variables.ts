// Coerces variables (GraphQL §6.1.2) with everything looked up beforehand that is the same for each call: graphql-js finds
// the types of the definitions anew each time, which costs more than reading the values.
import {
  getNullableType,
  getVariableValues,
  isInputType,
  isLeafType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
  type GraphQLLeafType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { Variables } from "./compile-count.js";

/** Coerces what a caller sent; undefined when it does not fit, which the general path has to say. */
export type CoerceVariables = (sent: Readonly<Record<string, unknown>>) => Variables | undefined;

interface LeafVariable {
  readonly name: string;
  readonly type: GraphQLLeafType;
  readonly isRequired: boolean;
  /** What stands for an absent value; undefined when nothing does. */
  readonly fallback: unknown;
}

/** The coercion of an operation's variables. */
export function compileVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): CoerceVariables {
  const leaves = variableDefinitions.map(
    ({ variable, type: node, defaultValue }): LeafVariable | undefined => {
      const type = typeFromAST(schema, node);
      const leaf = type && getNullableType(type);
      if (!isInputType(type) || !isLeafType(leaf)) return undefined;
      const fallback: unknown = defaultValue && valueFromAST(defaultValue, type);
      return { name: variable.name.value, type: leaf, isRequired: isNonNullType(type), fallback };
    },
  );
  if (leaves.every((leaf) => leaf !== undefined)) return (sent) => coerceLeaves(leaves, sent);
  return (sent) => getVariableValues(schema, variableDefinitions, { ...sent }).coerced;
}

function coerceLeaves(leaves: readonly LeafVariable[], sent: Readonly<Record<string, unknown>>) {
  const coerced: Record<string, unknown> = {};
  for (const { name, type, isRequired, fallback } of leaves) {
    const isSent = Object.hasOwn(sent, name);
    const value = isSent ? sent[name] : fallback;
    if (value === null || value === undefined) {
      if (isRequired) return undefined;
      if (value === null) coerced[name] = null;
    } else {
      const parsed = isSent ? parseLeaf(type, value) : value;
      if (parsed === undefined) return undefined;
      coerced[name] = parsed;
    }
  }
  return coerced;
}

function parseLeaf(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.parseValue(value);
  } catch {
    return undefined;
  }
}
