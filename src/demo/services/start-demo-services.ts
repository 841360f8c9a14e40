// The services of the demo bank: systems that cannot be reached by SQL, over the tables of its CRM. They live as long as
// the demo, on free ports of this machine, and nobody else knows their secrets.
import { randomBytes } from "node:crypto";
import { createPostgresClient } from "../../sources/kit/postgres-client.js";
import { answerContacts } from "./answer-contacts.js";
import { answerHoldings } from "./answer-holdings.js";
import { startJsonServer } from "./json-server.js";

/** Services that run. */
export interface DemoServices extends AsyncDisposable {
  /** The settings of the sources that read them, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts the services over the CRM's database. */
export async function startDemoServices(crmUrl: string): Promise<DemoServices> {
  await using started = new AsyncDisposableStack();
  const client = createPostgresClient(crmUrl);
  started.defer(() => client.close());
  const caller = { id: "customer-360-gateway", secret: createSecret() };
  const contacts = started.use(await startJsonServer(answerContacts(client, caller)));
  const token = createSecret();
  const holdings = started.use(await startJsonServer(answerHoldings(client, token)));
  const running = started.move();
  return {
    settings: {
      CAMPAIGNS_URL: contacts.url,
      CAMPAIGNS_TOKEN_URL: `${contacts.url}/oauth/token`,
      CAMPAIGNS_CLIENT_ID: caller.id,
      CAMPAIGNS_CLIENT_SECRET: caller.secret,
      HOLDINGS_URL: `${holdings.url}/graphql`,
      HOLDINGS_TOKEN: token,
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function createSecret(): string {
  return randomBytes(24).toString("base64url");
}
