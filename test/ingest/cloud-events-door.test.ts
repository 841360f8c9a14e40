// CloudEvents 1.0 over HTTP through the real door, sent by the client of the CloudEvents project.
import { randomUUID } from "node:crypto";
import { CloudEvent, HTTP, type Message } from "cloudevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { pageKey, serverKey, startDoors, toBasic, type Doors } from "./start-doors.js";

let doors: Doors;
beforeAll(async () => {
  doors = await startDoors();
});
afterAll(() => doors[Symbol.asyncDispose]());

const transfer = (more: object = {}) =>
  new CloudEvent({
    id: randomUUID(),
    source: "/core-banking",
    type: "transfer.booked",
    subject: `CRM_ID:${showcase.minjun.custNo}`,
    time: "2026-06-30T14:59:30Z",
    data: {
      id: randomUUID(),
      accountId: "110-234-567890",
      direction: "DEBIT",
      amount: { amount: "450000.00", currency: "KRW" },
      counterparty: "서울전력",
    },
    ...more,
  });
const send = ({ headers, body }: Message, more: Record<string, string> = {}) =>
  doors.post("/events", body, {
    authorization: toBasic(serverKey),
    ...(headers as Record<string, string>),
    ...more,
  });

describe("POST /events", () => {
  test.each([
    ["binary", (event: CloudEvent<unknown>) => HTTP.binary(event)],
    ["structured", (event: CloudEvent<unknown>) => HTTP.structured(event)],
  ])("takes an event in %s mode once, and the customer has its record", async (_, toMessage) => {
    const event = transfer();
    const answers = [await send(toMessage(event)), await send(toMessage(event))];
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
      ["ACCEPTED", "DUPLICATE"].map((status) => ({
        status: 200,
        body: { results: [{ id: event.id, status, reason: null }] },
      })),
    );
    const { data } = await doors.ask(
      `query ($id: ID!) { customer(id: $id) { transfers(first: 5) { edges { node { id counterparty amount { amount currency } } } } } }`,
      { id: toCustomerId("minjun") },
    );
    expect(JSON.stringify(data)).toContain('"counterparty":"서울전력"');
  });

  test("takes a batch, and answers for each event in its order", async () => {
    const events = [
      transfer(),
      transfer({ data: { direction: "SIDEWAYS" } }),
      new CloudEvent({
        id: randomUUID(),
        source: "/contact-centre",
        type: "consultation.started",
        subject: `PHONE:${showcase.minjun.phoneE164}`,
        data: { channel: "CALL", topic: "이체 한도" },
      }),
    ];
    const { status, body } = await send({
      headers: { "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(events),
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      results: [
        { id: events[0]?.id, status: "ACCEPTED", reason: null },
        {
          id: events[1]?.id,
          status: "REJECTED",
          reason: expect.stringMatching(/^INVALID_EVENT: /) as string,
        },
        // His son uses the same telephone, but it is registered to him.
        { id: events[2]?.id, status: "ACCEPTED", reason: null },
      ],
    });
    expect(
      await doors.sql("select door, source, reason from dead_letter where door = 'CLOUD_EVENTS'"),
    ).toEqual([{ door: "CLOUD_EVENTS", source: "/core-banking", reason: "INVALID_EVENT" }]);
  });

  test("answers 400 to a single event that is refused, with the reason", async () => {
    const event = transfer({ type: "transfer.dreamt" });
    const { status, body } = await send(HTTP.structured(event));
    expect(status).toBe(400);
    expect(body).toMatchObject({ results: [{ id: event.id, status: "REJECTED" }] });
  });

  test("reads percent-encoded attributes of the binary mode", async () => {
    const { body } = await send({
      headers: {
        "content-type": "application/json; charset=utf-8",
        "ce-specversion": "1.0",
        "ce-id": encodeURIComponent("이체 1"),
        "ce-source": "/core",
        "ce-type": "web.track",
        "ce-subject": "Nobody%20we%20know",
        "ce-identity": `LOGIN_ID%3A${showcase.minjun.login}`,
      },
      body: JSON.stringify({ name: "Product Viewed" }),
    });
    expect(body).toEqual({ results: [{ id: "이체 1", status: "ACCEPTED", reason: null }] });
  });

  test("is closed to write keys that stand in pages, and to whoever has none", async () => {
    const message = HTTP.structured(transfer());
    expect(await send(message, { authorization: toBasic(pageKey) })).toMatchObject({
      status: 403,
      body: { errors: [{ extensions: { code: "FORBIDDEN" } }] },
    });
    expect(await send(message, { authorization: toBasic("nobody") })).toMatchObject({ status: 401 });
  });

  test.each([
    ["another media type", { "content-type": "text/plain" }, "hello", 415],
    ["CloudEvents in Avro", { "content-type": "application/cloudevents+avro" }, "x", 415],
    ["a batch that is no list", { "content-type": "application/cloudevents-batch+json" }, "{}", 400],
    ["headers that are not encoded", { "ce-specversion": "1.0", "ce-id": "%E0%A4%A" }, "{}", 400],
  ])("refuses %s", async (_, headers, body, status) => {
    expect((await send({ headers, body })).status).toBe(status);
  });
});
