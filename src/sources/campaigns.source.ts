// The campaign tool, a REST service: whom marketing contacted, and how it ended.
import { z } from "zod";
import { findLatestContact, readContacts, readContactsByIds, scanContacts } from "./campaigns/contacts.js";
import { defineSource } from "./kit/define-source.js";
import { createHttpClient } from "./kit/http-client.js";
import { httpUrl, secretText } from "./kit/http-settings.js";

/** Contacts of marketing with customers. */
export const campaigns = defineSource({
  name: "campaigns",
  settings: z.object({
    CAMPAIGNS_URL: httpUrl("REST service of the campaign tool"),
    CAMPAIGNS_TOKEN_URL: httpUrl(
      "Where the campaign tool's access tokens are issued (OAuth 2 client credentials)",
    ),
    CAMPAIGNS_CLIENT_ID: z
      .string()
      .min(1)
      .meta({ description: "The gateway's name at that issuer", expected: "a text" }),
    CAMPAIGNS_CLIENT_SECRET: secretText("The gateway's secret at that issuer"),
  }),
  connect: (settings) =>
    createHttpClient({
      baseUrl: settings.CAMPAIGNS_URL,
      credentials: {
        kind: "client",
        tokenUrl: settings.CAMPAIGNS_TOKEN_URL,
        clientId: settings.CAMPAIGNS_CLIENT_ID,
        clientSecret: settings.CAMPAIGNS_CLIENT_SECRET,
      },
    }),
  close: (client) => client.close(),
  ping: async (client, options) => {
    await client.get("health", options);
  },
  facets: { contacts: { read: readContacts, readByIds: readContactsByIds } },
  latestChangePosition: findLatestContact,
  changes: scanContacts,
});
