// The product service of the demo bank, a GraphQL service and a subgraph: what customers hold. Callers bring a token.
import { buildSchema, graphql } from "graphql";
import { z } from "zod";
import type { SourceAsk } from "../../sources/kit/define-source.js";
import type { PostgresClient } from "../../sources/kit/postgres-client.js";
import { hasBearer } from "./bearer.js";
import { type Holding, listHoldings, loadHoldings } from "./holding-rows.js";
import type { ServiceAnswer, ServiceRequest } from "./json-server.js";

const schema = buildSchema(`
  scalar _Any
  union _Entity = Holding
  input Mark { openedAt: String!, holdingNo: ID, inclusive: Boolean! }
  type Holding {
    holdingNo: ID!
    customerNo: ID!
    product: String!
    category: String!
    openedAt: String
    closedAt: String
    balance: String
    currency: String
  }
  type Query {
    holdings(customerNo: ID!, first: Int!, before: Mark): [Holding]!
    _entities(representations: [_Any!]!): [_Entity]!
  }
`);

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
});
const representationSchema = z.object({ __typename: z.literal("Holding"), holdingNo: z.string() });

interface HoldingsArguments {
  readonly customerNo: string;
  readonly first: number;
  readonly before?: {
    readonly openedAt: string;
    readonly holdingNo?: string | null;
    readonly inclusive: boolean;
  };
}

/** Makes the service over the CRM's database. */
export function answerHoldings(
  client: PostgresClient,
  token: string,
): (request: ServiceRequest) => Promise<ServiceAnswer> {
  return async (request) => {
    if (!hasBearer(request.headers.authorization, token)) {
      return { status: 401, body: { errors: [{ message: "A token is needed." }] } };
    }
    const { data } = requestSchema.safeParse(JSON.parse(request.text));
    if (data === undefined) return { status: 400, body: { errors: [{ message: "Not a GraphQL request." }] } };
    const { query: source, variables: variableValues = {} } = data;
    const rootValue = createRoot(client, request);
    return { body: await graphql({ schema, source, variableValues, rootValue }) };
  };
}

/** The fields of one request. All `holdings` of a document are read by one statement. */
function createRoot(client: PostgresClient, options: { readonly signal: AbortSignal }) {
  const asks: SourceAsk<"products">[] = [];
  let reading: Promise<readonly (readonly Holding[])[]> | undefined;
  return {
    holdings: async ({ customerNo, first, before }: HoldingsArguments): Promise<readonly Holding[]> => {
      const after = before && {
        at: before.openedAt,
        id: before.holdingNo ?? null,
        inclusive: before.inclusive,
      };
      const key = { namespace: "CRM_ID" as const, value: customerNo };
      const ask = asks.push({ key, page: { limit: first, ...(after && { after }) } }) - 1;
      // Every field of the document has its turn before the microtask does.
      reading ??= Promise.resolve().then(() => loadHoldings(client, asks, options));
      return (await reading)[ask] ?? [];
    },
    _entities: async ({ representations }: { representations: readonly unknown[] }) => {
      const numbers = representations.map((one) => representationSchema.parse(one).holdingNo);
      const found = await listHoldings(client, numbers, options);
      return numbers.map((number) => found.find(({ holdingNo }) => holdingNo === number) ?? null);
    },
  };
}
