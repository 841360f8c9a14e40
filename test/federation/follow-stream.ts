// A subscription over HTTP (server-sent events, graphql-sse's distinct connections mode), as routers offer it.

/** What to follow. */
export interface StreamRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The results of a subscription. */
export interface ResultStream extends AsyncDisposable {
  /** The next result; rejects when the subscription is over. */
  next(): Promise<unknown>;
}

/** Starts a subscription. */
export async function followStream(url: string, { headers, ...body }: StreamRequest): Promise<ResultStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal: leaving.signal,
  });
  if (response.body === null || !response.ok) throw new Error(`Refused: ${await response.text()}`);
  const chunks = response.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = "";
  return {
    async next() {
      for (;;) {
        const event = /^event: next\ndata: (.*)$/m.exec(text);
        if (event?.[1] !== undefined) {
          text = text.slice(event.index + event[0].length);
          return JSON.parse(event[1]) as unknown;
        }
        const { done, value } = await chunks.next();
        if (done === true) throw new Error(`The subscription is over; the rest was ${text}`);
        text += value;
      }
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
    },
  };
}
