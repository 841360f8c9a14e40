// The product service, a GraphQL service: what customers hold and held.
import { z } from "zod";
import { defineSource } from "./kit/define-source.js";
import { createGraphqlClient } from "./kit/graphql-client.js";
import { httpUrl, secretText } from "./kit/http-settings.js";
import { readHoldings, readHoldingsByIds } from "./holdings/holdings.js";

/** Products that customers hold. */
export const holdings = defineSource({
  name: "holdings",
  settings: z.object({
    HOLDINGS_URL: httpUrl("GraphQL endpoint of the product service"),
    HOLDINGS_TOKEN: secretText("Access token of the product service"),
  }),
  connect: ({ HOLDINGS_URL, HOLDINGS_TOKEN }) =>
    createGraphqlClient({ url: HOLDINGS_URL, credentials: { kind: "bearer", token: HOLDINGS_TOKEN } }),
  close: (client) => client.close(),
  ping: async (client, options) => {
    await client.ask([{ field: "__typename", arguments: {}, selection: "" }], options);
  },
  facets: { products: { read: readHoldings, readByIds: readHoldingsByIds } },
});
