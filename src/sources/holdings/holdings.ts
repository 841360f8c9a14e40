// Holdings of customers, newest first; those whose beginning is not known stand last.
import { z } from "zod";
import type { FoundRecord } from "../../domains/customer/facets.js";
import type { AskedRecord, FacetReader, SourceAsk } from "../kit/define-source.js";
import type { GraphqlAsk } from "../kit/graphql-batch.js";
import type { GraphqlAnswer, GraphqlClient } from "../kit/graphql-client.js";
import { parseAnswer, parseItem } from "../kit/parse-answer.js";
import { toText } from "../kit/to-text.js";
import type { Misfit } from "../kit/source-change.js";

const fields = "holdingNo customerNo product category openedAt closedAt balance currency";

const holdingSchema = z.object({
  holdingNo: z.string(),
  customerNo: z.string(),
  product: z.string(),
  category: z.string(),
  openedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  balance: z.string().nullable(),
  currency: z.string().nullable(),
});
const listSchema = z.array(z.unknown());

type Reader = FacetReader<GraphqlClient, "products">;

/** Holdings of customers: one document for all. */
export const readHoldings: Reader["read"] = async (client, asks, options) => {
  const answers = await client.ask(asks.map(toGraphqlAsk), options);
  return answers.flatMap((answer, ask) =>
    toItems(answer).map((found) =>
      "misfit" in found ? found : ({ ask, record: found.record } satisfies AskedRecord<"products">),
    ),
  );
};

/** Holdings by their own ids: the service is a subgraph, in which a holding is an entity. */
export const readHoldingsByIds: Reader["readByIds"] = async (client, holdingNos, options) => {
  const keys = holdingNos.map((holdingNo) => ({ __typename: "Holding", holdingNo }));
  const answer = await client.entities(keys, `{ ... on Holding { ${fields} } }`, options);
  return toItems(answer);
};

function toGraphqlAsk({ key, page: { limit, after } }: SourceAsk<"products">): GraphqlAsk {
  const before = after && { openedAt: after.at, holdingNo: after.id, inclusive: after.inclusive };
  return {
    field: "holdings",
    arguments: {
      customerNo: { type: "ID!", value: key.value },
      first: { type: "Int!", value: limit },
      ...(before && { before: { type: "Mark", value: before } }),
    },
    selection: `{ ${fields} }`,
  };
}

/** An item that an error of the answer costs is a misfit; one that is null without an error is not there. */
function toItems({ data, failure, lost }: GraphqlAnswer): readonly (FoundRecord<"products"> | Misfit)[] {
  // A list with an ask missing would lie about what it shows.
  if (failure !== undefined) throw failure;
  return parseAnswer(listSchema, data).flatMap((item, at) => {
    const misfit = lost.get(at);
    if (misfit !== undefined) return [{ misfit }];
    return item === null ? [] : parseItem(holdingSchema, item, toFound);
  });
}

function toFound(holding: z.infer<typeof holdingSchema>): FoundRecord<"products">[] {
  const { holdingNo, customerNo, product, category, openedAt, closedAt, balance, currency } = holding;
  const record = {
    recordId: holdingNo,
    product: toText(product) ?? product,
    category,
    openedAt,
    closedAt,
    balance: balance === null || currency === null ? null : { amount: balance, currency },
  };
  return [{ key: { namespace: "CRM_ID", value: customerNo }, record }];
}
