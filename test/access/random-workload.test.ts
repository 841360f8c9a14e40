// 2,000 random operations on both transports: the persons of the answers, found in their JSON, are exactly the persons of the
// access log, request by request.
import { afterAll, beforeAll, expect, it } from "vitest";
import { runSql } from "../harness/databases.js";
import { connectLive, type LiveClient } from "../harness/live-client.js";
import { acceptsParts, readParts } from "../harness/multipart-client.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { createPersonFinder, type PersonFinder } from "./find-persons.js";
import { drawWorkload, type DrawnOperation, type Population } from "./workload.js";

const operations = 2_000;
const atOnce = 8;

let app: TestApp;
let population: Population;
let finder: PersonFinder;
/** Requests of the preparations. */
let earlier: ReadonlySet<string>;
const sockets = new Map<string, Promise<LiveClient>>();
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
  ({ population, finder } = await createPersonFinder(app));
  await runSql(
    app.bank.urls.gateway,
    "update customer set restricted_at = now() where crm_id in (select crm_id from customer order by id limit 3)",
  );
  await runSql(
    app.bank.urls.gateway,
    "update customer set objections = '{MARKETING,ANALYTICS}' where crm_id in (select crm_id from customer order by id desc limit 3)",
  );
  earlier = new Set((await readLog()).map(({ requestId }) => requestId));
}, 120_000);
afterAll(async () => {
  for (const socket of sockets.values()) await (await socket)[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function readLog(): Promise<readonly { readonly requestId: string; readonly person: string }[]> {
  return (await runSql(
    app.bank.urls.gateway,
    `select entry.request_id as "requestId", 'cus_' || customer.id as person from access_entry entry join customer using (subject_ref)`,
  )) as { requestId: string; person: string }[];
}

/** Pairs of request and person that the answers hold, and how often: an event that several got is one request. */
const answered = new Map<string, number>();
const counts = new Map<string, number>();

function count(pairs: Map<string, number>, pair: string): void {
  pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
}

function note(requestId: unknown, payloads: readonly unknown[], operation: DrawnOperation): void {
  const persons = finder.findPersons(payloads, operation.askedIds);
  if (persons.size > 0) expect(requestId, operation.query).toEqual(expect.any(String));
  for (const person of persons) count(answered, `${String(requestId)} ${person}`);
  counts.set(operation.kind, (counts.get(operation.kind) ?? 0) + persons.size);
}

async function run(operation: DrawnOperation): Promise<void> {
  if (operation.changes !== undefined) return runLive(operation);
  return operation.overSocket ? runOverSocket(operation) : runOverHttp(operation);
}

async function runOverHttp(operation: DrawnOperation): Promise<void> {
  const { query, variables, caller, inParts } = operation;
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await app.token(caller)}`,
      "content-type": "application/json",
      accept: inParts ? acceptsParts : "application/json",
    },
    body: JSON.stringify({ query, variables }),
  });
  const payloads: unknown[] = [];
  for await (const payload of readParts(response)) payloads.push(payload);
  note(response.headers.get("x-request-id"), payloads, operation);
}

async function getSocket(caller: Caller): Promise<LiveClient> {
  const key = JSON.stringify(caller);
  let socket = sockets.get(key);
  if (socket === undefined) {
    socket = app.token(caller).then((token) => connectLive(app.url, token));
    sockets.set(key, socket);
  }
  return socket;
}

async function runOverSocket(operation: DrawnOperation): Promise<void> {
  const { client } = await getSocket(operation.caller);
  const payloads: { extensions?: Record<string, unknown> }[] = [];
  await new Promise<void>((resolve) => {
    client.subscribe(
      { query: operation.query, variables: operation.variables },
      {
        next: (payload) => payloads.push(payload as never),
        error: () => resolve(),
        complete: () => resolve(),
      },
    );
  });
  note(payloads[0]?.extensions?.["requestId"], payloads, operation);
}

const context = `subscription ($id: ID!) { customerContext(customerId: $id) { cursor customer { id } record { ... on Node { id } } } }`;
const admin: Caller = { role: "ADMIN", purpose: "SERVICE" };

/** Takes every event that is due before it lets go, so that no event is logged that nobody received. */
async function runLive(operation: DrawnOperation): Promise<void> {
  const { id } = operation.variables as { id: string };
  const watched = (await getSocket(admin)).subscribe(context, { id });
  using _watched = watched;
  const snapshot = await watched.next();
  note(snapshot.extensions?.["requestId"], [snapshot], operation);
  const { cursor: after } = (snapshot.data as unknown as { customerContext: { cursor: string } })
    .customerContext;
  // Behind a cursor a stream misses nothing, whenever it begins.
  using stream = (await getSocket(operation.caller)).subscribe(operation.query, { id, after });
  const refused = stream.completed.then(
    () => undefined,
    () => undefined,
  );
  for (const input of operation.changes ?? []) {
    await runOverHttp({
      ...operation,
      query: `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { id } customer { id } refusal { code } } }`,
      variables: { input },
      caller: admin,
    });
    for (const event of [
      await watched.next(),
      await Promise.race([stream.next(() => true, 30_000), refused]),
    ]) {
      if (event !== undefined) note(event.extensions?.["requestId"], [event], operation);
    }
  }
}

it(
  `of ${String(operations)} operations the persons in the answers are the persons in the log`,
  { timeout: 600_000 },
  async () => {
    const waiting = [...drawWorkload("2026", operations, population)];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let operation = waiting.shift(); operation !== undefined; operation = waiting.shift()) {
          await run(operation);
        }
      }),
    );
    const entries = (await readLog()).filter(({ requestId }) => !earlier.has(requestId));
    const logged = new Map<string, number>();
    for (const { requestId, person } of entries) count(logged, `${requestId} ${person}`);
    const list = (pairs: Iterable<readonly [string, number]>, others: ReadonlyMap<string, number>) =>
      [...pairs].filter(([pair, times]) => times > (others.get(pair) ?? 0));
    expect({
      missingInLog: list(answered, logged),
      missingInAnswers: list(logged, answered),
    }).toEqual({ missingInLog: [], missingInAnswers: [] });
    // Nothing is proved by answers about nobody.
    expect(answered.size).toBeGreaterThan(operations);
    for (const kind of ["byId", "list", "oneNode", "manyNodes", "entities", "inParts", "change", "live"])
      expect(counts.get(kind), kind).toBeGreaterThan(20);
  },
);
