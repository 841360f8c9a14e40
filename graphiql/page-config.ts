// What the server tells the page: where to ask, and what stands in the editors at first.

/** One prefilled tab. `variables` and `headers` are JSON text. */
export interface PageTab {
  readonly query: string;
  readonly variables?: string;
  readonly headers?: string;
}

/** The answer of `/graphiql/config.json`. Addresses are paths of this origin. */
export interface PageConfig {
  readonly endpoint: string;
  readonly subscriptionEndpoint: string;
  /** A bearer token for the headers editor; absent where the server hands out none. */
  readonly token?: string | null;
  readonly purpose?: string | null;
  readonly tabs?: readonly PageTab[];
}

/** Loads the configuration; throws when the server does not give one. */
export async function getPageConfig(): Promise<PageConfig> {
  const response = await fetch("/graphiql/config.json", { headers: { accept: "application/json" } });
  if (!response.ok)
    throw new Error(`The gateway answered ${String(response.status)} for the settings of this page.`);
  return (await response.json()) as PageConfig;
}

/** What the headers editor starts with. */
export function toHeadersText({ token, purpose }: PageConfig): string {
  return JSON.stringify(
    { authorization: `Bearer ${token ?? "<token>"}`, "x-purpose": purpose ?? "SERVICE" },
    undefined,
    2,
  );
}
