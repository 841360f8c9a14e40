// Records that were sent to us, through the public door: beside those of the sources, once each, on both ways to an answer.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContactAttempt } from "../../src/domains/customer/records.js";
import type { NewEvent } from "../../src/domains/events/event.js";
import { parseNodeIdOf } from "../../src/shared/ids.js";
import { toConsultation, toTransfer, toWebEvent } from "../fakes/records.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

let app: TestApp;
const id = toCustomerId("minjun");
const customerId = parseNodeIdOf("Customer", id);
const at = "2026-06-30T14:59:00Z";

const contact: ContactAttempt = {
  recordId: "own.contact",
  campaign: null,
  offer: null,
  channel: "SMS",
  attempt: 1,
  result: "DELIVERED",
  occurredAt: at,
};

const toEvent = (
  kind: NewEvent["kind"],
  type: NewEvent["type"],
  record: { readonly recordId: string },
): NewEvent => ({
  type,
  kind,
  customerId,
  recordId: record.recordId,
  record,
  occurredAt: "bookedAt" in record ? (record.bookedAt as string) : at,
  dedupKey: record.recordId,
  origin: "shop",
});

interface Listed {
  readonly edges: readonly { readonly node: { readonly id: string }; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

async function list(field: string, args = "first: 3"): Promise<Listed> {
  const { data, errors } = await app.ask(
    `query ($id: ID!) { customer(id: $id) { ${field}(${args}) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return (data as unknown as { customer: Record<string, Listed> }).customer[field]!;
}
const idsOf = ({ edges }: Listed) => edges.map(({ node }) => node.id);

let doubled: string;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
  // A booking that the source has too.
  const { data } = await app.ask(
    `query ($id: ID!) { customer(id: $id) { transfers(first: 1) { edges { node { id bookedAt } } } } }`,
    { id },
  );
  const [newest] = (
    data as unknown as { customer: { transfers: { edges: { node: { id: string; bookedAt: string } }[] } } }
  ).customer.transfers.edges;
  doubled = newest!.node.id;
  await app.app.store.unitOfWork.run(({ events }) =>
    events.append([
      toEvent("WEB_EVENT", "web-event.recorded", toWebEvent("own.web", { occurredAt: at, name: "Sent" })),
      toEvent(
        "TRANSFER",
        "transfer.booked",
        toTransfer("own.transfer", { bookedAt: at, memo: "sent to us" }),
      ),
      toEvent(
        "TRANSFER",
        "transfer.booked",
        toTransfer(parseNodeIdOf("Transfer", doubled), {
          memo: "sent to us",
          bookedAt: newest!.node.bookedAt,
        }),
      ),
      toEvent("CONSULTATION", "consultation.recorded", toConsultation("C-7", { startedAt: at })),
      toEvent("CONTACT", "contact.attempted", contact),
    ]),
  );
});
afterAll(() => app[Symbol.asyncDispose]());

describe("records that were sent to us", () => {
  test("stand newest first beside those of the source, in every list and in the timeline", async () => {
    expect(idsOf(await list("webEvents"))[0]).toBe("web_own.web");
    expect(idsOf(await list("transfers"))).toContain("trf_own.transfer");
    expect(idsOf(await list("consultations"))[0]).toBe("csl_C-7");
    expect(idsOf(await list("contacts"))[0]).toBe("att_own.contact");
    const { data } = await app.ask(
      `query ($id: ID!) { customer(id: $id) { timeline(first: 4) { edges { node { kind record { __typename ... on WebEvent { id } ... on Transfer { id } } } } } } }`,
      { id },
    );
    const text = JSON.stringify(data);
    for (const kind of ["CONTACT", "CONSULTATION", "TRANSFER"]) expect(text).toContain(`"kind":"${kind}"`);
  });

  test("stand there once when the source has the record too, and then as the source says", async () => {
    const ids = idsOf(await list("transfers", "first: 200"));
    expect(ids.filter((one) => one === doubled)).toHaveLength(1);
    const { data } = await app.ask(
      `query ($id: ID!) { customer(id: $id) { transfers(first: 200) { edges { node { id memo } } } } }`,
      { id },
    );
    const text = JSON.stringify(data);
    expect(text.match(/sent to us/g)).toHaveLength(1);
  });

  test("are found by their ids", async () => {
    const { data, errors } = await app.ask(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }`,
      { ids: ["web_own.web", "trf_own.transfer", "csl_C-7", "att_own.contact", "web_own.nothing"] },
      { role: "INTERNAL_APP" },
    );
    expect(errors).toBeUndefined();
    expect((data as unknown as { nodes: unknown }).nodes).toEqual([
      { id: "web_own.web", __typename: "WebEvent" },
      { id: "trf_own.transfer", __typename: "Transfer" },
      { id: "csl_C-7", __typename: "Consultation" },
      { id: "att_own.contact", __typename: "ContactAttempt" },
      null,
    ]);
  });

  test("are in the answers of common questions too, which have a plan where nobody has any", async () => {
    const query = `query ($id: ID!) { customer(id: $id) { id transfers(first: 2) { edges { node { id } } } webEvents(first: 2) { edges { node { id } } } } }`;
    for (let times = 0; times < 3; times += 1) {
      const { data } = await app.ask(query, { id });
      expect(JSON.stringify(data)).toContain("trf_own.transfer");
      expect(JSON.stringify(data)).toContain("web_own.web");
    }
    app.takePlanned();
    await app.ask(query, { id: toCustomerId("seoyeon") });
    expect(app.takePlanned()).toBe(1);
  });

  test("page on with those of the source, without a gap or a repeat", async () => {
    const all = idsOf(await list("webEvents", "first: 200"));
    const paged: string[] = [];
    for (let after = ""; ;) {
      const page = await list("webEvents", `first: 7${after && `, after: "${after}"`}`);
      paged.push(...idsOf(page));
      if (!page.pageInfo.hasNextPage || paged.length >= all.length) break;
      after = page.pageInfo.endCursor;
    }
    expect(paged.slice(0, all.length)).toEqual(all);
  });
});
