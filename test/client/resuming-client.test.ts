// The exported client against a real gateway: nothing is lost and nothing comes twice, whatever ends its connection.
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import {
  createResumingClient,
  type FollowedEvent,
  type Interruption,
  type ResumingClient,
  type ResumingClientOptions,
} from "../../src/client/resuming-client.js";
import { toEventCursor } from "../../src/graphql/live/event-cursor.js";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { runSql } from "../harness/databases.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTcpGate, type TcpGate } from "../harness/tcp-gate.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { appendViews, viewsOperation, type View } from "../live/live-views.js";

type ViewEvent = FollowedEvent<{ customerContext: View }>;

const customerId = toCustomerId("minjun");
const variables = { customerId };
const maxEventsBehind = 20;
let app: TestApp;
let gate: TcpGate;
beforeAll(async () => {
  app = await startTestApp({
    isFollowing: false,
    accessLog: new ScriptedAccessLog(),
    live: { maxEventsBehind },
    transport: { socket: { maxBufferedBytes: 262_144 } },
  });
  gate = await startTcpGate(app.url);
});
afterAll(async () => {
  await gate[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const interruptions: Interruption[] = [];
const clients: ResumingClient[] = [];
afterEach(async () => {
  interruptions.length = 0;
  for (const client of clients.splice(0)) await client[Symbol.asyncDispose]();
});

function connect(options: Partial<ResumingClientOptions> = {}): ResumingClient {
  const client = createResumingClient({
    url: `${gate.url}graphql`,
    getToken: () => app.token(),
    webSocket: WebSocket,
    backoff: { minMs: 10, maxMs: 50 },
    onInterrupted: (interruption) => interruptions.push(interruption),
    ...options,
  });
  clients.push(client);
  return client;
}

let views = 0;
async function view(count: number, product?: string): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => `client-${String((views += 1))}`);
  for (const id of ids) await appendViews(app, [id], product === undefined ? {} : { product });
  return ids.map((id) => `web_${id}`);
}

/** The ids of the next records; snapshots are passed over. */
async function take(events: AsyncGenerator<ViewEvent>, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { value, done } = await events.next();
    if (done === true) throw new Error("The subscription has ended.");
    const id = value.data?.customerContext.record?.id;
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

describe("a client that resumes", () => {
  it("goes on behind its last event when the connection breaks", async () => {
    const events = connect().follow<{ customerContext: View }>({ query: viewsOperation, variables });
    await events.next();
    for (let round = 0; round < 5; round += 1) {
      const ids = [...(await view(3))];
      expect(await take(events, 2)).toEqual(ids.slice(0, 2));
      gate.cut();
      ids.push(...(await view(2)));
      expect(await take(events, 3)).toEqual(ids.slice(2));
    }
    expect(interruptions.length).toBeGreaterThanOrEqual(5);
    expect(interruptions[0]).toMatchObject({ code: "SOCKET_CLOSED", closeCode: 1006, failures: 1 });
  });

  it("begins behind the cursor that an earlier process kept", async () => {
    const first = connect().follow<{ customerContext: View }>({ query: viewsOperation, variables });
    await first.next();
    const ids = await view(3);
    const { value } = await first.next();
    const after = (value as ViewEvent).cursor;
    const second = connect().follow<{ customerContext: View }>({ query: viewsOperation, variables, after });
    expect(await take(second, 2)).toEqual(ids.slice(1));
  });

  it("gets a new token when its token has expired", async () => {
    const asked: boolean[] = [];
    const getToken = (isRefused: boolean): Promise<string> => {
      asked.push(isRefused);
      return app.token({ expiresInSeconds: isRefused ? 600 : 2 });
    };
    const events = connect({ getToken }).follow<{ customerContext: View }>({
      query: viewsOperation,
      variables,
    });
    await events.next();
    const ids = await view(1);
    expect(await take(events, 1)).toEqual(ids);
    const next = take(events, 1);
    await vi.waitFor(() => expect(asked).toEqual([false, true]), { timeout: 5_000 });
    const later = await view(1);
    expect(await next).toEqual(later);
    expect(interruptions).toMatchObject([{ code: "TOKEN_REFUSED", closeCode: 4403 }]);
  });

  it("fails when a new token is refused too", async () => {
    const events = connect({ getToken: () => "no.such.token" }).follow({ query: viewsOperation, variables });
    await expect(events.next()).rejects.toMatchObject({ code: "UNAUTHENTICATED", closeCode: 4403 });
  });

  it("resumes after SUBSCRIPTION_OVERFLOW at the gateway's cursor, and tells of it", async () => {
    const sockets: WebSocket[] = [];
    class Held extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        sockets.push(this);
      }
    }
    const client = connect({ webSocket: Held, url: `${app.url}/graphql` });
    const events = client.follow<{ customerContext: View }>({ query: viewsOperation, variables });
    await events.next();
    sockets[0]?.pause();
    const ids = await view(250, "적".repeat(16_384));
    sockets[0]?.resume();
    expect(await take(events, ids.length)).toEqual(ids);
    expect(interruptions).toMatchObject([{ code: "SUBSCRIPTION_OVERFLOW" }]);
    expect(interruptions[0]?.cursor).toEqual(expect.any(String));
  });

  it("holds no more than is allowed for a program that is slow, and loses nothing", async () => {
    const client = connect({ maxWaiting: 5 });
    const events = client.follow<{ customerContext: View }>({ query: viewsOperation, variables });
    await events.next();
    const ids = await view(40);
    expect(await take(events, ids.length)).toEqual(ids);
    expect(interruptions).toEqual([]);
  });

  it("tells who forgot to select the cursor, and ends at a signal", async () => {
    const query = viewsOperation.replace("{ cursor ", "{ ");
    await expect(connect().follow({ query, variables }).next()).rejects.toThrow("has to select `cursor`");
    const stop = new AbortController();
    const events = connect().follow({ query: viewsOperation, variables, signal: stop.signal });
    await events.next();
    const next = events.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });

  it("shares one connection among its subscriptions", async () => {
    const client = connect();
    const both = [1, 2].map(() =>
      client.follow<{ customerContext: View }>({ query: viewsOperation, variables }),
    );
    for (const events of both) await events.next();
    gate.cut();
    const ids = await view(2);
    for (const events of both) expect(await take(events, 2)).toEqual(ids);
  });
});

describe("a client whose cursor is older than the events that are kept", () => {
  it("fails with CURSOR_TOO_OLD, since it would go on behind a gap", async () => {
    await view(1);
    const floor = "insert into event_floor (id, cursor) select 1, max(cursor) from event returning cursor";
    const [row] = (await runSql(app.bank.urls.gateway, floor)) as [{ cursor: string }];
    const after = toEventCursor(BigInt(row.cursor) - 1n);
    const events = connect().follow({ query: viewsOperation, variables, after });
    await expect(events.next()).rejects.toMatchObject({ name: "SubscriptionError", code: "CURSOR_TOO_OLD" });
    expect(interruptions).toEqual([]);
  });
});

describe("a client that resumes, at a server that ends it", () => {
  /** Answers each subscription by what the script says, and notes its variables. */
  async function serve(script: readonly ((socket: WebSocket, id: string) => void)[]) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const sockets = new WebSocketServer({ server, handleProtocols: () => "graphql-transport-ws" });
    const asked: unknown[] = [];
    sockets.on("connection", (socket) =>
      socket.on("message", (data) => {
        const { type, id, payload } = JSON.parse((data as Buffer).toString("utf8")) as {
          type: string;
          id: string;
          payload: { variables: unknown };
        };
        if (type === "connection_init") socket.send('{"type":"connection_ack"}');
        if (type !== "subscribe") return;
        asked.push(payload.variables);
        script[asked.length - 1]?.(socket, id);
      }),
    );
    return {
      url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      asked,
      [Symbol.dispose]: () => {
        for (const socket of sockets.clients) socket.terminate();
        server.close();
      },
    };
  }
  const send = (socket: WebSocket, id: string, cursor: string): void =>
    socket.send(JSON.stringify({ id, type: "next", payload: { data: { renamed: { cursor } } } }));
  const complete = (socket: WebSocket, id: string): void =>
    socket.send(JSON.stringify({ id, type: "complete" }));

  it("ends when the subscription is completed", async () => {
    using server = await serve([
      (socket, id) => {
        send(socket, id, "c1");
        complete(socket, id);
      },
    ]);
    const cursors = [];
    for await (const { cursor } of connect({ url: server.url }).follow({ query: "" })) cursors.push(cursor);
    expect(cursors).toEqual(["c1"]);
  });

  it.each([1000, 1001, 1011, 1012, 1013, 4500])(
    "goes on with its cursor after a closing with %s",
    async (code) => {
      using server = await serve([
        (socket, id) => {
          send(socket, id, "c1");
          socket.close(code);
        },
        (socket, id) => {
          send(socket, id, "c2");
          complete(socket, id);
        },
      ]);
      const cursors = [];
      const events = connect({ url: server.url }).follow({ query: "", variables: { a: 1 }, after: "c0" });
      for await (const { cursor } of events) cursors.push(cursor);
      expect(cursors).toEqual(["c1", "c2"]);
      expect(server.asked).toEqual([
        { a: 1, after: "c0" },
        { a: 1, after: "c1" },
      ]);
    },
  );

  it("waits longer with each failure in a row", async () => {
    const refuse = (socket: WebSocket): void => socket.close(1013);
    using server = await serve([refuse, refuse, refuse, (socket, id) => complete(socket, id)]);
    const client = connect({ url: server.url, backoff: { minMs: 8, maxMs: 1_000 } });
    for await (const _ of client.follow({ query: "" })) throw new Error("There are no events.");
    expect(interruptions.map(({ failures }) => failures)).toEqual([1, 2, 3]);
    expect(interruptions.map(({ waitMs }, at) => waitMs >= 4 * 2 ** at && waitMs <= 8 * 2 ** at)).toEqual([
      true,
      true,
      true,
    ]);
  });
});
