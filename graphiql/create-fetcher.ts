// Queries and mutations go over HTTP, subscriptions over one WebSocket for each set of headers: the socket says who asks
// only once, at its beginning, so other headers need another socket.
import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { parse } from "graphql";
import { createClient, type Client } from "graphql-ws";
import { findOperationName } from "./find-operation-name.js";
import { toHeadersText, type PageConfig } from "./page-config.js";

/** The address of the WebSocket on this origin. */
function toSocketUrl(path: string): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The headers that matter to the socket, by their lower-case names. */
function toConnectionParams(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { authorization: byName.get("authorization"), purpose: byName.get("x-purpose") };
}

/** The fetcher of the page. */
export function createFetcher(config: PageConfig): Fetcher {
  let open: { readonly key: string; readonly client: Client; readonly fetcher: Fetcher } | undefined;

  const forHeaders = (headers: Readonly<Record<string, unknown>>): Fetcher => {
    const connectionParams = toConnectionParams(headers);
    const key = JSON.stringify(connectionParams);
    if (open?.key === key) return open.fetcher;
    void open?.client.dispose();
    const client = createClient({
      url: toSocketUrl(config.subscriptionEndpoint),
      connectionParams,
      lazy: true,
    });
    const fetcher = createGraphiQLFetcher({
      url: config.endpoint,
      wsClient: client,
      enableIncrementalDelivery: true,
      // Without the name of the format the gateway answers in one piece, whatever is deferred.
      // A mistake in a document is then an answer as any other, and no error in the browser's console.
      headers: { accept: "multipart/mixed;deferSpec=20220824, application/json" },
    });
    open = { key, client, fetcher };
    return fetcher;
  };

  // The schema is asked for before the headers editor exists, so that question brings its own headers.
  const initialHeaders = JSON.parse(toHeadersText(config)) as Record<string, unknown>;
  return (params, options) => {
    const isAboutSchema = params.operationName === "IntrospectionQuery";
    const headers = options?.headers ?? (isAboutSchema ? initialHeaders : {});
    // GraphiQL parses a document some time after it was typed or its tab was opened; until then it says the name of the
    // operation of the tab before. The toolkit knows a subscription by its name, so the right one has to stand here.
    const documentAST = parse(params.query);
    const operationName = findOperationName(documentAST, params.operationName);
    return forHeaders(headers)({ ...params, operationName }, { headers, documentAST });
  };
}
