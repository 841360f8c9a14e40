// A system that speaks GraphQL. All asks of a batch go out as one document; an error in the answer is laid at the door of
// the ask, or of the item of its list, that it costs. Also asks another subgraph for entities (Apollo Federation).
import { z } from "zod";
import type { Credentials } from "./access-token.js";
import type { ReadOptions } from "./define-source.js";
import { buildGraphqlRequest, type GraphqlAsk, type GraphqlRequest, toAlias } from "./graphql-batch.js";
import { createHttpClient, type HttpClientSettings } from "./http-client.js";
import { HttpFault } from "./http-fault.js";

/** How a system is reached; `url` is its endpoint. */
export interface GraphqlClientSettings extends Omit<HttpClientSettings, "baseUrl"> {
  readonly url: string;
  readonly credentials: Credentials;
}

/** What one ask got. */
export interface GraphqlAnswer {
  /** Nobody has checked it yet; null when `failure` is set. */
  readonly data: unknown;
  /** Set when the ask as a whole has no answer. */
  readonly failure?: HttpFault;
  /** Where `data` is a list: the items that an error costs, by their index, each with the field at fault (or none). */
  readonly lost: ReadonlyMap<number, string>;
}

/** What a source with a GraphQL system holds. Everything rejects with HttpFault, or with the signal's reason. */
export interface GraphqlClient {
  /** The answers in the order of the asks. */
  readonly ask: (asks: readonly GraphqlAsk[], options: ReadOptions) => Promise<readonly GraphqlAnswer[]>;
  /** Entities of a subgraph in the order of their representations, each with `__typename` and its key; null: none. */
  readonly entities: (
    representations: readonly object[],
    selection: string,
    options: ReadOptions,
  ) => Promise<GraphqlAnswer>;
  readonly close: () => Promise<void>;
}

const responseSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ path: z.array(z.union([z.string(), z.number()])).nullish() }))
    .min(1)
    .nullish(),
});
type GraphqlErrors = NonNullable<z.infer<typeof responseSchema>["errors"]>;

/** Makes the client of a system; nothing is sent yet. */
export function createGraphqlClient({ url, ...settings }: GraphqlClientSettings): GraphqlClient {
  const http = createHttpClient({ ...settings, baseUrl: url });

  const send = async (
    request: GraphqlRequest,
    fields: readonly string[],
    options: ReadOptions,
  ): Promise<readonly GraphqlAnswer[]> => {
    const parsed = responseSchema.safeParse(await http.post(url, request, options)).data;
    if (parsed === undefined) throw new HttpFault("The answer is not one of GraphQL.");
    const { data, errors } = parsed;
    // The messages of another system may quote what it was asked.
    if (data === undefined || data === null) throw new HttpFault("The query was refused.");
    // An error that names no place may have cost anything.
    const isPlaced = ({ path }: GraphqlErrors[number]): boolean => fields.includes(String(path?.[0]));
    if (errors?.every(isPlaced) === false)
      throw new HttpFault("The query failed in a place that is not known.");
    return fields.map((field) =>
      toAnswer(data[field], errors?.filter(({ path }) => path?.[0] === field) ?? []),
    );
  };

  return {
    ask: async (asks, options) =>
      asks.length === 0
        ? []
        : send(
            buildGraphqlRequest(asks),
            asks.map((_, ask) => toAlias(ask)),
            options,
          ),
    entities: async (representations, selection, options) => {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) ${selection} }`;
      const [answer] = await send({ query, variables: { representations } }, ["_entities"], options);
      return answer ?? { data: [], lost: new Map() };
    },
    close: http.close,
  };
}

function toAnswer(data: unknown, errors: GraphqlErrors): GraphqlAnswer {
  const lost = new Map<number, string>();
  for (const { path } of errors) {
    const [, item, ...field] = path ?? [];
    if (data === null || data === undefined || typeof item !== "number") {
      return { data: null, failure: new HttpFault("One ask of the query failed."), lost: new Map() };
    }
    lost.set(item, field.map(String).join("."));
  }
  if (data === undefined)
    return { data: null, failure: new HttpFault("The answer leaves an ask out."), lost };
  return { data, lost };
}
