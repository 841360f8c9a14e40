// Random operations over the customer graph: what plans know and what they do not, in every spelling of GraphQL.
import { Random } from "../../src/demo/bank/random.js";

/** One operation with its variables. */
export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const leaves = {
  Profile:
    "displayName familyName givenName birthDate gender email phone tier branch joinedAt locale timeZone __typename",
  Address: "country postalCode locality street",
  Identity: "namespace value verified firstSeenAt lastSeenAt source __typename",
  Consent: "purpose channel state validForProcessing night",
  WebEvent:
    "id type name occurredAt sessionId channel url referrer device locality product campaign __typename",
  Transfer: "id accountId direction counterparty category standingOrder memo channel bookedAt __typename",
  Consultation:
    "id channel agentId startedAt endedAt product topic summary notes outcome satisfaction sentiment locality",
} as const;

/** Writes operations of which many have plans. */
export function createOperationWriter(seed: number, customerIds: readonly string[]) {
  const random = new Random(`operations ${String(seed)}`);
  const chance = (share: number): boolean => random.next() < share;

  /** Some of the names, a few of them twice or under an alias. */
  const pick = (names: string): string => {
    const chosen = names.split(" ").filter(() => chance(0.35));
    if (chosen.length === 0) chosen.push(names.split(" ")[0] ?? "");
    return chosen
      .flatMap((name) => {
        if (chance(0.1)) return [`a${String(random.integer(1, 3))}${name}: ${name}`];
        return chance(0.05) ? [name, name] : [name];
      })
      .join(" ");
  };

  /** The same selection, directly or through a fragment. */
  const wrap = (type: string, selection: string, fragments: string[]): string => {
    if (chance(0.1)) return `... on ${type} { ${selection} }`;
    if (chance(0.05)) return `... { ${selection} }`;
    if (chance(0.08)) {
      const name = `F${String(fragments.length)}`;
      fragments.push(`fragment ${name} on ${type} { ${selection} }`);
      return `...${name}`;
    }
    return selection;
  };
  return () => writeOperation({ random, chance, pick, wrap, customerIds });
}

interface Writing {
  readonly random: Random;
  readonly chance: (share: number) => boolean;
  readonly pick: (names: string) => string;
  readonly wrap: (type: string, selection: string, fragments: string[]) => string;
  readonly customerIds: readonly string[];
}

function writeOperation(writing: Writing): GeneratedOperation {
  const { random, chance, customerIds } = writing;
  const fragments: string[] = [];
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const variable = (type: string, value: unknown): string => {
    const name = `v${String(declared.length)}`;
    declared.push(`$${name}: ${type}`);
    if (value !== undefined) variables[name] = value;
    return `$${name}`;
  };
  const writeId = (): string => {
    const id = chance(0.04)
      ? random.pick(["cus_x", "trf_1", "", "cus_00000000-0000-5000-8000-000000000000"])
      : random.pick(customerIds);
    return chance(0.6) ? variable("ID!", id) : JSON.stringify(id);
  };
  const writeRoot = (at: number): string => {
    const alias = at > 0 || chance(0.1) ? `root${String(at)}: ` : "";
    const customer = writeCustomer(writing, fragments, variable);
    if (chance(0.75)) return `${alias}customer(id: ${writeId()}) { ${customer} }`;
    const first = chance(0.5)
      ? `first: ${String(random.integer(0, 5))}`
      : `first: ${variable("Int", random.integer(0, 5))}`;
    const edges = `edges { ${chance(0.3) ? "cursor " : ""}node { ${customer} } }`;
    const pageInfo = chance(0.5) ? " pageInfo { hasNextPage endCursor startCursor hasPreviousPage }" : "";
    return `${alias}customers(${first}) { ${edges}${pageInfo} }`;
  };
  const roots = Array.from({ length: chance(0.2) ? 2 : 1 }, (_, at) => writeRoot(at)).join(" ");
  const head = declared.length > 0 ? `query Q(${declared.join(", ")})` : chance(0.5) ? "query Q" : "";
  return { query: `${head} { ${roots} } ${fragments.join(" ")}`, variables };
}

function writeCustomer(
  writing: Writing,
  fragments: string[],
  variable: (type: string, value: unknown) => string,
): string {
  const { random, chance, pick, wrap } = writing;
  const blocks: (() => string)[] = [
    () => pick("id crmId mergedIds __typename"),
    () =>
      `profile { ${wrap("Profile", pick(leaves.Profile), fragments)}${chance(0.3) ? ` address { ${pick(leaves.Address)} }` : ""} }`,
    () => `identities { ${pick(leaves.Identity)}${chance(0.1) ? " link { method score linkedAt }" : ""} }`,
    () => `consents { ${pick(leaves.Consent)} }`,
    () => writeList("webEvents", "WebEvent", ""),
    () => writeList("transfers", "Transfer", chance(0.5) ? " amount { amount currency }" : ""),
    () => writeList("consultations", "Consultation", ""),
    () => "preferences { timeZone nightContact version }",
    () => "products { id product balance { amount } }",
    () =>
      `timeline(first: 3) { edges { node { kind occurredAt record { ... on Transfer { id direction } ... on Node { __typename } } } } }`,
  ];
  const writeList = (field: string, type: keyof typeof leaves, more: string): string => {
    const count = chance(0.03) ? -1 : random.integer(0, 8);
    const first = chance(0.2) ? "" : `(first: ${chance(0.5) ? variable("Int", count) : String(count)})`;
    const node = wrap(type, `${pick(leaves[type])}${more}`, fragments);
    const extra = chance(0.1) ? " pageInfo { hasNextPage }" : "";
    const condition = chance(0.06) ? ` @include(if: ${variable("Boolean!", chance(0.5))})` : "";
    return `${field}${first}${condition} { edges { ${chance(0.08) ? "cursor " : ""}node { ${node} } }${extra} }`;
  };
  const shares = [0.7, 0.5, 0.25, 0.25, 0.35, 0.35, 0.3, 0.05, 0.05, 0.05];
  const chosen = blocks.filter((_, at) => chance(shares[at] ?? 0)).map((write) => write());
  return chosen.length === 0 ? "id" : chosen.join(" ");
}
