import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../test/fakes/memory-store.js";
import { toWebEvent } from "../../test/fakes/records.js";
import type { FacetPage } from "../domains/customer/facets.js";
import type { Profile, WebEvent } from "../domains/customer/records.js";
import type { LoggedEvent } from "../domains/events/event.js";
import type { Loaders } from "../loaders/loaders.js";
import { GatewayError } from "../shared/errors.js";
import { compareInstants } from "../shared/instant.js";
import { evaluateRules } from "./evaluate-rules.reaction.js";

const customerId = "11111111-1111-5111-8111-111111111111";
const { signal } = new AbortController();
const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, "0")}:00:00.000Z`;

function toLogged(record: WebEvent, more: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    cursor: 1n,
    type: "web-event.recorded",
    kind: "WEB_EVENT",
    customerId,
    recordId: record.recordId,
    record,
    occurredAt: record.occurredAt,
    recordedAt: record.occurredAt,
    dedupKey: record.recordId,
    ...more,
  };
}

/** A gateway whose web source holds `events`, all of one customer. */
function createGateway(
  events: readonly WebEvent[],
  profile: { locale: string | null } | Error = { locale: null },
) {
  const store = createMemoryStore();
  let instances = 0;
  const asked: { customerId: string; page: FacetPage<"webEvents"> }[] = [];
  const loaders = {
    customer: (id: string) =>
      Promise.resolve(id === "erased" ? undefined : { id: customerId, crmId: "7", mergedIds: ["merged"] }),
    facet: (facet: string, id: string, page: FacetPage<"webEvents">) => {
      if (facet === "profile") {
        return profile instanceof Error ? Promise.reject(profile) : Promise.resolve([profile as Profile]);
      }
      asked.push({ customerId: id, page });
      const { names, product, since, until } = page.filter ?? {};
      const found = events.filter(
        (event) =>
          (names === undefined || names.includes(event.name)) &&
          (product === undefined || event.product === product) &&
          (since === undefined || compareInstants(event.occurredAt, since) >= 0) &&
          (until === undefined || compareInstants(event.occurredAt, until) < 0),
      );
      return Promise.resolve(found.toReversed().slice(0, page.limit));
    },
  } as Pick<Loaders, "customer" | "facet">;
  const reaction = evaluateRules({
    unitOfWork: store.unitOfWork,
    createLoaders: () => {
      instances += 1;
      return loaders;
    },
  });
  return { store, asked, reaction, instances: () => instances };
}

const views = [1, 2, 3].map((hour) => toWebEvent(`v${String(hour)}`, { occurredAt: at(hour) }));
const third = toLogged(views[2]!);

describe("evaluating the rules on a web event", () => {
  test("raises a trigger with the third view, and its event in the same transaction", async () => {
    const { store, reaction } = createGateway(views);
    await reaction.react(third, { signal });
    const [trigger] = store.state.triggers;
    expect(trigger).toMatchObject({ customerId, subject: "적금", evidence: ["web_v1", "web_v2", "web_v3"] });
    expect(store.state.events).toMatchObject([
      {
        type: "trigger.raised",
        kind: "TRIGGER",
        customerId,
        recordId: trigger?.id,
        record: trigger,
        occurredAt: at(3),
      },
    ]);
    expect(store.commits).toBe(1);
  });

  test("raises it once, however often the events are delivered", async () => {
    const { store, reaction } = createGateway(views);
    for (const record of [...views, ...views, ...views]) await reaction.react(toLogged(record), { signal });
    expect(store.state.triggers).toHaveLength(1);
    expect(store.state.events).toHaveLength(1);
  });

  test("raises nothing when an application was started", async () => {
    const started = toWebEvent("s", { name: "Application Started", occurredAt: at(2) });
    const { store, reaction } = createGateway([...views.slice(0, 2), started, views[2]!]);
    await reaction.react(third, { signal });
    expect(store.state.triggers).toEqual([]);
    expect(store.commits).toBe(0);
  });

  test("looks at the customer into whom the one of the event was merged, and at nobody who is gone", async () => {
    const { store, asked, reaction } = createGateway(views);
    await reaction.react({ ...third, customerId: "erased" }, { signal });
    expect(asked).toEqual([]);
    await reaction.react({ ...third, customerId: "merged" }, { signal });
    expect(store.state.triggers).toMatchObject([{ customerId }]);
  });

  test("reads nothing for events that are no view of a product", async () => {
    const { asked, reaction, store } = createGateway(views);
    await reaction.react(toLogged(toWebEvent("p", { name: "Home", product: null })), { signal });
    await reaction.react({ ...third, type: "transfer.booked", kind: "TRANSFER" }, { signal });
    expect(asked).toEqual([]);
    expect(store.state.triggers).toEqual([]);
  });

  test("asks with fresh loaders for each event, for its product and the time around it only", async () => {
    const { asked, reaction, instances } = createGateway(views);
    await reaction.react(third, { signal });
    await reaction.react(third, { signal });
    expect(instances()).toBe(2);
    expect(asked[0]?.page.filter).toEqual({
      names: ["Product Viewed"],
      product: "적금",
      since: "2026-11-19T03:00:00.000Z",
      until: "2026-11-21T03:00:00.000Z",
    });
  });

  test("speaks the customer's language, and Korean when the CRM does not answer", async () => {
    const english = createGateway(views, { locale: "en" });
    await english.reaction.react(third, { signal });
    expect(english.store.state.triggers[0]?.title).toBe("적금: viewed 3 times, no application");
    const down = createGateway(views, new GatewayError("SOURCE_UNAVAILABLE", "The source did not answer."));
    await down.reaction.react(third, { signal });
    expect(down.store.state.triggers[0]?.title).toBe("적금 3회 조회, 신청 없음");
  });
});
