// A consent is given and taken back again and again while 50 readers ask without a pause and a subscriber listens: one
// event after a withdrawal nothing is readable, on no path.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { connectLive, type Message } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { countPersonalValues, everyBlock } from "./personal-values.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

const id = toCustomerId("minjun");
const marketing: Caller = { role: "INTERNAL_APP", purpose: "MARKETING" };
const readers = 50;
const rounds = 4;

const queries = [
  `query ($id: ID!) { customer(id: $id) { ...Everything } } ${everyBlock}`,
  `query ($id: ID!) { a: node(id: $id) { ... on Customer { ...Everything } } nodes(ids: [$id]) { ...Everything } } ${everyBlock}`,
  `query ($id: ID!) { _entities(representations: [{ __typename: "Customer", id: $id }]) { ...Everything } } ${everyBlock}`,
];

async function record(round: number, state: "GIVEN" | "WITHDRAWN"): Promise<unknown> {
  const input = {
    clientKey: `load-${String(round)}-${state}`,
    customerId: id,
    purpose: "MARKETING",
    state,
    noticeVersion: "1",
    collectionMethod: "test",
  };
  const { data, errors } = await app.ask(
    `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { refusal { message } customer { ...Everything } } } ${everyBlock}`,
    { input },
    marketing,
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ recordConsent: { refusal: null } });
  return data;
}

const stateOf = ({ data }: Message): string | undefined =>
  (data as unknown as { customerContext?: { record?: { state?: string } } } | undefined)?.customerContext
    ?.record?.state;

it("0 fields are readable one event after a withdrawal", { timeout: 120_000 }, async () => {
  let phase = 0;
  let isClosed = false;
  let isOver = false;
  const seen = { closed: 0, readable: 0, open: 0 };
  let closedInPhase = 0;
  const read = async (reader: number): Promise<void> => {
    for (let turn = reader; !isOver; turn += 1) {
      const startedIn = phase;
      const wasClosed = isClosed;
      const { data } = await app.ask(queries[turn % queries.length]!, { id }, marketing);
      // What was asked and answered within one phase has to show that phase.
      if (phase !== startedIn) continue;
      if (!wasClosed) seen.open += countPersonalValues(data) > 0 ? 1 : 0;
      else {
        seen.closed += 1;
        closedInPhase += 1;
        seen.readable += countPersonalValues(data);
      }
    }
  };
  await using live = connectLive(app.url, await app.token(marketing));
  using stream = live.subscribe(
    `subscription ($id: ID!) { customerContext(customerId: $id) { customer { ...Everything } record { ... on ConsentRecord { state } } } } ${everyBlock}`,
    { id },
  );
  await stream.next();
  const reading = Array.from({ length: readers }, (_, reader) => read(reader));
  let readableInEvents = 0;
  for (let round = 0; round < rounds; round += 1) {
    phase += 1;
    isClosed = false;
    expect(countPersonalValues(await record(round, "GIVEN"))).toBeGreaterThan(10);
    const yes = await stream.next((message) => stateOf(message) === "GIVEN");
    expect(countPersonalValues(yes.data)).toBeGreaterThan(10);

    phase += 1;
    const own = await record(round, "WITHDRAWN");
    seen.readable += countPersonalValues(own);
    phase += 1;
    closedInPhase = 0;
    isClosed = true;
    const no = await stream.next((message) => stateOf(message) === "WITHDRAWN");
    readableInEvents += countPersonalValues(no.data);
    await vi.waitFor(() => expect(closedInPhase).toBeGreaterThanOrEqual(readers), { timeout: 60_000 });
  }
  isOver = true;
  await Promise.all(reading);
  expect(seen.closed).toBeGreaterThanOrEqual(readers * rounds);
  expect(seen.open).toBeGreaterThan(0);
  expect({ inAnswers: seen.readable, inEvents: readableInEvents }).toEqual({ inAnswers: 0, inEvents: 0 });
});
