// Many asks as one GraphQL document: each ask is a field under an alias of its own, its arguments are variables.

/** One field to ask for. */
export interface GraphqlAsk {
  readonly field: string;
  /** By name, each with its GraphQL type and its value. */
  readonly arguments: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
  /** What to select of it, e.g. `{ id name }`. */
  readonly selection: string;
}

/** What goes to the system. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The alias of an ask. */
export function toAlias(ask: number): string {
  return `a${String(ask)}`;
}

/** Builds the document. Equal arguments share a variable, so that a page size does not travel once for each customer. */
export function buildGraphqlRequest(asks: readonly GraphqlAsk[]): GraphqlRequest {
  const declarations: string[] = [];
  const variables: Record<string, unknown> = {};
  const names = new Map<string, string>();
  const bind = (type: string, value: unknown): string => {
    const text = `${type} ${JSON.stringify(value) ?? "null"}`;
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `v${String(names.size)}`;
    names.set(text, name);
    declarations.push(`$${name}: ${type}`);
    variables[name] = value ?? null;
    return name;
  };
  const fields = asks.map(({ field, arguments: given, selection }, ask) => {
    const bound = Object.entries(given).map(([name, { type, value }]) => `${name}: $${bind(type, value)}`);
    return `${toAlias(ask)}: ${field}${bound.length === 0 ? "" : `(${bound.join(", ")})`} ${selection}`;
  });
  const head = declarations.length === 0 ? "query" : `query (${declarations.join(", ")})`;
  return { query: `${head} {\n${fields.join("\n")}\n}`, variables };
}
