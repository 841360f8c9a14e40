import { describe, expect, test } from "vitest";
import { createFakeSource } from "../../test/fakes/fake-source.js";
import { createFakeStores, type FakeStoreContent } from "../../test/fakes/fake-stores.js";
import type { Consultation, WebEvent } from "../domains/customer/records.js";
import type { FoundRecord } from "../domains/customer/facets.js";
import { GatewayError } from "../shared/errors.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import { createLoaders } from "./create-loaders.js";
import type { Loaders } from "./loaders.js";

function hit(recordId: string, occurredAt: string, key: FoundRecord["key"]): FoundRecord<"webEvents"> {
  const record: WebEvent = {
    recordId,
    type: "PAGE",
    name: "Home",
    occurredAt,
    sessionId: null,
    channel: "WEB",
    url: null,
    referrer: null,
    device: null,
    locality: null,
    product: null,
    campaign: null,
    properties: null,
  };
  return { key, record };
}

function consultation(recordId: string, startedAt: string): Consultation {
  return {
    recordId,
    channel: "CALL",
    agentId: null,
    startedAt,
    endedAt: null,
    product: null,
    topic: null,
    summary: null,
    notes: null,
    outcome: null,
    satisfaction: null,
    sentiment: null,
    locality: null,
  };
}

const login = (value: string) => ({ namespace: "LOGIN_ID" as const, value });
const cookie = (value: string) => ({ namespace: "ANONYMOUS_ID" as const, value });
const phone = (value: string) => ({ namespace: "PHONE" as const, value });
const crmId = (value: string) => ({ namespace: "CRM_ID" as const, value });

const family: FakeStoreContent["customers"] = {
  ann: [
    "CRM_ID:1",
    "LOGIN_ID:ann",
    "?ANONYMOUS_ID:home",
    "?ANONYMOUS_ID:mobile",
    "PHONE:+8210",
    "ACCOUNT_ID:7",
  ],
  bob: ["CRM_ID:2", "LOGIN_ID:bob", "?ANONYMOUS_ID:home", "?PHONE:+8210", "ACCOUNT_ID:7"],
  eve: ["CRM_ID:3", "?PHONE:+8220"],
  kim: ["CRM_ID:4", "?PHONE:+8220"],
};

const hits = [
  hit("h1", "2026-01-01T00:00:00Z", login("ann")),
  hit("h2", "2026-01-03T00:00:00Z", login("ann")),
  hit("h3", "2026-01-02T00:00:00Z", cookie("mobile")),
  hit("h4", "2026-01-04T00:00:00Z", cookie("home")),
  hit("h5", "2026-01-05T00:00:00Z", login("bob")),
];

function start(
  sources: readonly ConnectedSource[],
  store: Partial<FakeStoreContent> = {},
  readTimeoutMs = 60_000,
): Loaders {
  const stores = createFakeStores({ customers: family, ...store });
  return createLoaders({ sources, stores, readTimeoutMs });
}

function later(turns: number): Promise<void> {
  return turns === 0
    ? Promise.resolve()
    : new Promise((resolve) => {
        setImmediate(() => {
          resolve(later(turns - 1));
        });
      });
}

const idsOf = (records: readonly { readonly recordId: string }[]): string[] =>
  records.map(({ recordId }) => recordId);

describe("one batch to a source per request and facet", () => {
  test("for customers that are found by ways of different speed, with different pages", async () => {
    const web = createFakeSource("web", { facet: "webEvents", records: hits });
    const loaders = start([web.source], {
      before: (port) => later(port === "list" ? 12 : port === "holders" ? 6 : 0),
    });
    await Promise.all([
      loaders.customer("ann").then((ann) => loaders.facet("webEvents", ann?.id ?? "", { limit: 3 })),
      loaders
        .customerByIdentity(login("bob"))
        .then((bob) => loaders.facet("webEvents", bob?.id ?? "", { limit: 5 })),
      loaders
        .customers({ limit: 10 })
        .then((all) => Promise.all(all.map(({ id }) => loaders.facet("webEvents", id, { limit: 1 })))),
    ]);
    expect(web.calls).toHaveLength(1);
    expect(loaders.reads.filter(({ source }) => source === "web")).toEqual([
      { source: "web", facet: "webEvents", asks: 6 },
    ]);
  });

  test("for fields that wait for consents before they read", async () => {
    const web = createFakeSource("web", { facet: "webEvents", records: hits });
    const loaders = start([web.source], { before: (port) => later(port === "consents" ? 5 : 0) });
    const read = async (id: string): Promise<void> => {
      await loaders.customer(id);
      if (id === "ann") await loaders.consents(id);
      await loaders.facet("webEvents", id, { limit: 3 });
    };
    await Promise.all(["ann", "bob"].map(read));
    expect(web.calls).toHaveLength(1);
  });

  test("asks that customers share go out once, and so does the lookup of identities", async () => {
    const bank = createFakeSource("bank", { facet: "transfers", records: [] });
    const loaders = start([bank.source]);
    await Promise.all(["ann", "bob"].map((id) => loaders.facet("transfers", id, { limit: 3 })));
    expect(loaders.reads).toEqual([
      { source: "store", facet: "identities", asks: 2 },
      { source: "bank", facet: "transfers", asks: 1 },
      { source: "store", facet: "ownFacets", asks: 2 },
    ]);
  });

  test("a customer without an identity of the facet costs no read", async () => {
    const web = createFakeSource("web", { facet: "webEvents", records: hits });
    const loaders = start([web.source]);
    expect(await loaders.facet("webEvents", "eve", { limit: 3 })).toEqual([]);
    expect(web.calls).toEqual([]);
  });
});

describe("whose records they are", () => {
  test("identities of one customer merge newest first, without the cookie that others share", async () => {
    const web = createFakeSource("web", { facet: "webEvents", records: hits });
    const loaders = start([web.source]);
    expect(idsOf(await loaders.facet("webEvents", "ann", { limit: 2 }))).toEqual(["h2", "h3"]);
    expect(idsOf(await loaders.facet("webEvents", "bob", { limit: 9 }))).toEqual(["h5"]);
  });

  test("a shared telephone leads to its only verified holder, and to nobody when there is none", async () => {
    const centre = createFakeSource("centre", {
      facet: "consultations",
      records: [
        { key: phone("+8210"), record: consultation("c1", "2026-01-01T00:00:00Z") },
        { key: phone("+8220"), record: consultation("c2", "2026-01-02T00:00:00Z") },
        { key: crmId("3"), record: consultation("c3", "2026-01-03T00:00:00Z") },
      ],
    });
    const loaders = start([centre.source]);
    const read = async (id: string) => idsOf(await loaders.facet("consultations", id, { limit: 9 }));
    expect(await Promise.all(["ann", "bob", "eve", "kim"].map(read))).toEqual([["c1"], [], ["c3"], []]);
  });

  test("a joint account finds no single customer by identity", async () => {
    const loaders = start([]);
    const lookup = loaders.customerByIdentity({ namespace: "ACCOUNT_ID", value: "7" });
    await expect(lookup).rejects.toMatchObject({ code: "IDENTITY_AMBIGUOUS" });
    expect((await loaders.customerByIdentity(phone("+8210")))?.id).toBe("ann");
    expect(await loaders.customerByIdentity(phone("+8299"))).toBeUndefined();
  });

  test("a record by its id comes with its customer, or not at all when it is nobody's", async () => {
    const web = createFakeSource("web", { facet: "webEvents", records: hits });
    const loaders = start([web.source]);
    const [found, shared, absent] = await Promise.all(
      ["h3", "h4", "h9"].map((id) => loaders.record("webEvents", id)),
    );
    expect(found).toMatchObject({ customerId: "ann", record: { recordId: "h3" } });
    expect([shared, absent]).toEqual([undefined, undefined]);
    expect(loaders.reads[0]).toEqual({ source: "web", facet: "webEvents.byId", asks: 3 });
  });
});

describe("consultations recorded with us", () => {
  const own = { customerId: "ann", record: consultation("own.1", "2026-01-02T00:00:00Z") };
  const records = [
    { key: crmId("1"), record: consultation("c1", "2026-01-01T00:00:00Z") },
    { key: crmId("1"), record: consultation("c3", "2026-01-03T00:00:00Z") },
  ];

  test("stand among those of the contact centre, by time", async () => {
    const centre = createFakeSource("centre", { facet: "consultations", records });
    const loaders = start([centre.source], { consultations: [own] });
    expect(idsOf(await loaders.facet("consultations", "ann", { limit: 2 }))).toEqual(["c3", "own.1"]);
    expect(await loaders.record("consultations", "own.1")).toEqual(own);
  });

  test("are not shown alone when the contact centre is down", async () => {
    const before = (): never => {
      throw new Error("down");
    };
    const centre = createFakeSource("centre", { facet: "consultations", records, before });
    const loaders = start([centre.source], { consultations: [own] });
    await expect(loaders.facet("consultations", "ann", { limit: 2 })).rejects.toMatchObject({
      code: "SOURCE_UNAVAILABLE",
      details: { source: "centre", status: "UNAVAILABLE" },
    });
  });

  test.each(["ownFacets", "consultations"])(
    "leave nothing behind when our store's %s are away",
    async (away) => {
      const centre = createFakeSource("centre", { facet: "consultations", records });
      const before = (port: string): void => {
        if (port === away) throw new Error("down");
      };
      const loaders = start([centre.source], { before, consultations: [own] });
      await expect(loaders.facet("consultations", "ann", { limit: 2 })).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
      });
    },
  );
});

describe("a source that fails", () => {
  const down = (): never => {
    throw new Error("secret address refused");
  };

  test("fails all its reads of a request with the same error, which tells nothing of its inside", async () => {
    const centre = createFakeSource("centre", { facet: "contacts", records: [], before: down });
    const products = createFakeSource("centre", { facet: "products", records: [], before: down });
    const loaders = start([
      { ...centre.source, facets: { ...centre.source.facets, ...products.source.facets } },
    ]);
    const failures = await Promise.all(
      [
        loaders.facet("contacts", "ann", { limit: 1 }),
        loaders.facet("contacts", "bob", { limit: 2 }),
        loaders.facet("products", "ann", { limit: 1 }),
      ].map((load) =>
        load.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    expect(new Set(failures).size).toBe(1);
    expect(failures[0]).toBeInstanceOf(GatewayError);
    expect((failures[0] as GatewayError).message).not.toContain("secret");
  });

  test("costs its own fields only, and the answers of the sources say so", async () => {
    const web = createFakeSource("web", { facet: "webEvents", records: hits });
    const slow = createFakeSource("slow", {
      facet: "transfers",
      records: [],
      before: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reject(signal.reason as Error);
          });
        }),
    });
    const dead = createFakeSource("dead", { facet: "contacts", records: [], before: down });
    const idle = createFakeSource("idle", { facet: "products", records: [] });
    const loaders = start([web.source, slow.source, dead.source, idle.source], {}, 30);
    const answers = loaders.customer("ann").then(() => loaders.sourceAnswers());
    const [events, transfers, contacts] = await Promise.allSettled([
      loaders.facet("webEvents", "ann", { limit: 1 }),
      loaders.facet("transfers", "ann", { limit: 1 }),
      loaders.facet("contacts", "ann", { limit: 1 }),
    ]);
    expect([events.status, transfers.status, contacts.status]).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(await answers).toMatchObject([
      { name: "web", status: "OK", error: null },
      { name: "slow", status: "TIMEOUT", asOf: null, error: 'Source "slow" did not answer in time.' },
      { name: "dead", status: "UNAVAILABLE", asOf: null, error: 'Source "dead" is not available.' },
      { name: "idle", status: "NOT_ASKED", asOf: null, latencyMs: null, error: null },
    ]);
  });
});

test("an answer with records left out says so, and stands", async () => {
  const odd = createFakeSource("odd", {
    facet: "webEvents",
    records: hits,
    before: ({ onRefused }) => {
      for (const path of ["url", "url", "name"]) onRefused?.({ facet: "webEvents", path });
    },
  });
  const loaders = start([odd.source]);
  expect(await loaders.facet("webEvents", "ann", { limit: 1 })).toHaveLength(1);
  expect(await loaders.sourceAnswers()).toMatchObject([
    {
      status: "OK",
      error: "3 of its records did not fit and are left out: webEvents.url, webEvents.name.",
    },
  ]);
});

describe("lists of customers", () => {
  const directory: ConnectedSource["directory"] = ({ limit, afterCrmId = "" }) =>
    Promise.resolve(["1", "11", "2", "3", "99"].filter((id) => id > afterCrmId).slice(0, limit));

  test("with a filter come from the directory, in its order, without persons nobody has linked yet", async () => {
    const crm = createFakeSource("crm", { facet: "profile", records: [] }, { directory });
    const loaders = start([crm.source]);
    const list = async (after?: string) => {
      const refs = await loaders.customers({
        limit: 2,
        filter: { query: "x" },
        ...(after !== undefined && { after }),
      });
      return refs.map((ref) => ref.crmId);
    };
    expect(await list()).toEqual(["1", "2"]);
    expect(await list("2")).toEqual(["3"]);
  });
});

test("what was forgotten of a customer is read again, what was not is remembered", async () => {
  const web = createFakeSource("web", { facet: "webEvents", records: hits });
  const loaders = start([web.source]);
  const read = () => Promise.all(["ann", "bob"].map((id) => loaders.facet("webEvents", id, { limit: 1 })));
  await read();
  await read();
  expect(web.calls).toHaveLength(1);
  loaders.forget("ann");
  await read();
  expect(web.calls.map((asks) => asks.length)).toEqual([3, 2]);
});
