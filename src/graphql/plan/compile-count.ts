import type { FieldNode, GraphQLField } from "graphql";
import { maxPageSize } from "../../shared/page.js";

/** Variables of an operation after coercion. */
export type Variables = Readonly<Record<string, unknown>>;

/** Finds `first` for the variables of a call; undefined when the general path has to say what is wrong, or to page. */
export type FindCount = (variables: Variables) => number | undefined;

/** The `first` of a list of which the arguments `absent` are not given; undefined when the document gives them. */
export function compileCount(
  { args }: GraphQLField<unknown, unknown>,
  node: FieldNode | undefined,
  absent: readonly string[],
): FindCount | undefined {
  const fallback = args.find(({ name }) => name === "first")?.defaultValue as number | undefined;
  let findFirst: (variables: Variables) => unknown = () => fallback;
  const unset: string[] = [];
  for (const { name, value } of node?.arguments ?? []) {
    if (absent.includes(name.value)) {
      if (value.kind === "Variable") unset.push(value.name.value);
      else if (value.kind !== "NullValue") return undefined;
    } else if (value.kind === "Variable") {
      const variable = value.name.value;
      findFirst = (variables) => (variable in variables ? variables[variable] : fallback);
    } else if (value.kind === "IntValue") {
      const literal = Number(value.value);
      findFirst = () => literal;
    } else return undefined;
  }
  return (variables) => {
    if (unset.some((name) => variables[name] !== undefined && variables[name] !== null)) return undefined;
    const first = findFirst(variables) ?? fallback;
    return Number.isInteger(first) && (first as number) >= 0 && (first as number) <= maxPageSize
      ? (first as number)
      : undefined;
  };
}
