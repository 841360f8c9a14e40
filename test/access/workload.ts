// A workload drawn from a seed: operations of every kind, for every role and purpose, over HTTP and the socket. What it knows
// of persons it read from the databases, not from the gateway.
import { Random } from "../../src/demo/bank/random.js";
import { Purpose } from "../../src/domains/consent/consent.js";
import { Role } from "../../src/security/viewer.js";
import type { Caller } from "../harness/test-app.js";

/** What operations are drawn from. */
export interface Population {
  readonly customers: readonly { readonly id: string; readonly crmId: string }[];
  readonly branches: readonly string[];
  /** Ids of records that belong to one customer alone, with that customer's id. */
  readonly records: readonly { readonly id: string; readonly owner: string }[];
  readonly identities: readonly { readonly namespace: string; readonly value: string }[];
}

/** One operation of the workload. */
export interface DrawnOperation {
  readonly kind: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly overSocket: boolean;
  /** Answered in parts where the transport takes them. */
  readonly inParts: boolean;
  /** A subscription: the changes to make while it runs, each of which must come as an event. */
  readonly changes?: readonly object[];
  /** Global ids that the operation asks for by themselves, at the place where the answer holds them. */
  readonly askedIds: readonly { readonly path: readonly (string | number)[]; readonly id: string }[];
}

const customerFields = [
  "crmId",
  "mergedIds",
  "profile { tier displayName branch }",
  "profile { email phone address { locality street } }",
  "products { product balance { amount } }",
  "contacts(first: 2) { edges { node { id result } } }",
  "webEvents(first: 2) { edges { node { id url } } }",
  "transfers(first: 2) { edges { node { id accountId memo } } }",
  "consultations(first: 2) { edges { node { id summary topic } } }",
  "timeline(first: 3) { edges { node { kind record { ... on Node { id } } } } }",
  "identities { namespace value }",
  "consents { state record { onBehalfOf } }",
  "consentHistory(first: 1) { edges { node { id state } } }",
  "preferences { version }",
  "triggers(first: 1) { edges { node { id customer { id crmId } evidence { ... on Node { id } } } } }",
  "rightsRequests(first: 1) { edges { node { id kind } } }",
  "sources { name }",
] as const;

const recordFields =
  "__typename id ... on Transfer { accountId memo } ... on WebEvent { url } ... on Consultation { topic notes } ... on ContactAttempt { result } ... on ConsentRecord { state onBehalfOf }";

/** Draws the operations of a workload; the same seed draws the same ones. */
export function drawWorkload(seed: string, count: number, population: Population): readonly DrawnOperation[] {
  const random = new Random(seed);
  const turns = new Map<Kind, number>();
  return Array.from({ length: count }, () => {
    const kind = random.weighted(kinds);
    const turn = turns.get(kind) ?? 0;
    turns.set(kind, turn + 1);
    return draw(random, kind, turn, population);
  });
}

function draw(random: Random, kind: Kind, turn: number, population: Population): DrawnOperation {
  const drawn = kind(random, population, turn);
  const caller = drawn.caller ?? drawCaller(random, population);
  return {
    kind: kind.name,
    variables: {},
    askedIds: [],
    inParts: false,
    overSocket: drawn.changes !== undefined || random.chance(0.5),
    ...drawn,
    caller,
  };
}

function drawCaller(random: Random, { customers, branches }: Population): Caller {
  const role = random.pick(Object.values(Role));
  const purpose = random.pick(Object.values(Purpose));
  if (random.chance(0.7)) return { role, purpose };
  return random.chance(0.5)
    ? { role, purpose, branches: [random.pick(branches)] }
    : { role, purpose, cases: customers.slice(0, 10).map(({ crmId }) => crmId) };
}

type Drawn = Partial<DrawnOperation> & Pick<DrawnOperation, "query">;
/** `turn` counts the operations of the kind. */
type Kind = (random: Random, population: Population, turn: number) => Drawn;

/** Always with the id, by which the tests find whom the answer is about. */
function drawFields(random: Random): string {
  const wanted = customerFields.filter(() => random.chance(0.25));
  return `id ${wanted.join(" ")}`;
}

// Of the customers the first forty are asked about and changed; the others have live contexts of their own, which nobody else
// changes, so that it is known how many events each of them has.
const plain = ({ customers }: Population) => customers.slice(0, 40);
const liveOnes = ({ customers }: Population) => customers.slice(40);

const byId: Kind = (random, population) => {
  const { id } = random.pick(population.customers);
  return { query: `query ($id: ID!) { customer(id: $id) { ${drawFields(random)} } }`, variables: { id } };
};

const twoPlaces: Kind = (random, population) => {
  const [one, two] = [random.pick(population.customers), random.pick(population.customers)];
  return {
    query: `query ($one: ID!, $two: ID!) { a: customer(id: $one) { ...F } b: customer(id: $two) { ${drawFields(random)} } } fragment F on Customer { ${drawFields(random)} }`,
    variables: { one: one.id, two: two.id },
  };
};

const byIdentity: Kind = (random, population) => ({
  query: `query ($identity: IdentityInput!) { customerByIdentity(identity: $identity) { ${drawFields(random)} } }`,
  variables: { identity: random.pick(population.identities) },
});

const list: Kind = (random, { branches }) => {
  const filter = random.chance(0.5)
    ? null
    : random.chance(0.5)
      ? { branches: [random.pick(branches)] }
      : { query: random.pick(["김", "이서연", "010", "Carter"]) };
  const shape = random.chance(0.2) ? "cursor" : `cursor node { ${drawFields(random)} }`;
  return {
    query: `query ($first: Int, $filter: CustomerFilter) { customers(first: $first, filter: $filter) { edges { ${shape} } } }`,
    variables: { first: random.integer(0, 12), filter },
  };
};

const oneNode: Kind = (random, population) => {
  const id = random.chance(0.2) ? random.pick(population.customers).id : random.pick(population.records).id;
  return {
    query: `query ($id: ID!) { node(id: $id) { ${recordFields} ... on Customer { ${drawFields(random)} } } }`,
    variables: { id },
    askedIds: [{ path: ["node"], id }],
  };
};

const manyNodes: Kind = (random, population) => {
  const ids = Array.from({ length: random.integer(1, 8) }, () =>
    random.chance(0.1)
      ? "trf_no-such-record"
      : random.chance(0.3)
        ? random.pick(population.customers).id
        : random.pick(population.records).id,
  );
  return {
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { ${recordFields} ... on Customer { ${drawFields(random)} } } }`,
    variables: { ids },
    askedIds: ids.map((id, at) => ({ path: ["nodes", at], id })),
  };
};

const entities: Kind = (random, population) => {
  const representations = Array.from({ length: random.integer(1, 4) }, () => {
    const { id, crmId } = random.pick(population.customers);
    return random.chance(0.5) ? { __typename: "Customer", id } : { __typename: "Customer", crmId };
  });
  return {
    query: `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Customer { ${drawFields(random)} } } }`,
    variables: { all: representations },
  };
};

const inParts: Kind = (random, population) => {
  const [one, two] = [random.pick(population.customers), random.pick(population.customers)];
  return {
    query: `query ($one: ID!, $two: ID!) { customer(id: $one) { id ... @defer { ${drawFields(random)} } } ... @defer { late: customer(id: $two) { ${drawFields(random)} } } customers(first: 3) { edges @stream(initialCount: 1) { node { ${drawFields(random)} } } } }`,
    variables: { one: one.id, two: two.id },
    inParts: true,
  };
};

const toChange = (random: Random, id: string, turn: number, more: string): Drawn => {
  const clientKey = `workload-${String(turn)}`;
  const consent = {
    clientKey,
    customerId: id,
    purpose: random.pick(["MARKETING", "ANALYTICS"]),
    state: random.pick(["GIVEN", "GIVEN", "WITHDRAWN", "REFUSED"]),
    noticeVersion: "1",
    collectionMethod: "test",
  };
  if (random.chance(0.6)) {
    return {
      query: `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { id } customer { ${more} } refusal { code } } }`,
      variables: { input: consent },
    };
  }
  return {
    query: `mutation ($input: RecordConsultationInput!) { recordConsultation(input: $input) { consultation { id } customer { ${more} } refusal { code } } }`,
    variables: { input: { clientKey, customerId: id, channel: "CALL", startedAt: "2026-06-01T00:00:00Z" } },
  };
};

const change: Kind = (random, population, turn) =>
  toChange(random, random.pick(plain(population)).id, turn, drawFields(random));

const live: Kind = (random, population, turn) => {
  const own = liveOnes(population);
  const { id } = own[turn % own.length]!;
  const query = random.chance(0.7)
    ? `subscription ($id: ID!, $after: String) { customerContext(customerId: $id, after: $after) { kind customer { ${drawFields(random)} } record { ... on Node { id } } } }`
    : `subscription ($id: ID!, $after: String) { consentChanged(customerIds: [$id], after: $after) { customer { ${drawFields(random)} } record { id } } }`;
  const changes = Array.from({ length: random.integer(1, 2) }, (_, at) => ({
    clientKey: `live-${String(turn)}-${String(at)}`,
    customerId: id,
    purpose: "ANALYTICS",
    state: "GIVEN",
    noticeVersion: "1",
    collectionMethod: "test",
  }));
  return { query, variables: { id }, changes };
};

const officers: Kind = (random) => ({
  query: random.pick([
    "{ accessEntries(first: 5) { edges { node { id subjectId fields } } } }",
    "{ rightsRequests(first: 5) { edges { node { id customer { id } } } } }",
    "{ consentDuties(first: 5) { edges { node { id customer { id } } } } }",
  ]),
  ...(random.chance(0.6) && { caller: { role: "PRIVACY_OFFICER" as const, purpose: "LEGAL" as const } }),
});

const nobody: Kind = (random) => ({
  query: random.pick(["{ viewer { id } }", "{ sources { name } }", "{ oops }"]),
});

const kinds: readonly (readonly [Kind, number])[] = [
  [byId, 18],
  [twoPlaces, 8],
  [byIdentity, 10],
  [list, 10],
  [oneNode, 14],
  [manyNodes, 8],
  [entities, 8],
  [inParts, 8],
  [change, 8],
  [live, 4],
  [officers, 3],
  [nobody, 3],
];
