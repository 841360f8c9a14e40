// What happened to customers, as rules see it: from the event log, and from the sources and the store what the log was never
// told or does not hold any more.
import { facets, type FacetName, type RecordOf } from "../domains/customer/facets.js";
import type { EventLog } from "../domains/events/event.js";
import type { CustomerRef } from "../domains/identity/identity.js";
import type { CompiledRule } from "../domains/triggers/rules/compile-rule.js";
import type { RuleEvent } from "../domains/triggers/rules/evaluate.js";
import type { RuleEventType } from "../domains/triggers/rules/event-fields.js";
import { toRuleEvent } from "../domains/triggers/rules/rule-event.js";
import type { TimeSpan } from "../domains/triggers/simulation/replay-events.js";
import { toNodeId, type NodeType } from "../shared/ids.js";
import { compareInstants, shiftInstant, type Instant } from "../shared/instant.js";
import type { Position } from "../shared/page.js";
import type { Loaders } from "./loaders.js";

/** Facets whose records are events, each with the type that their first record in the log has. */
const eventFacets = [
  { facet: "webEvents", type: "web-event.recorded", node: "WebEvent" },
  { facet: "transfers", type: "transfer.booked", node: "Transfer" },
  { facet: "consultations", type: "consultation.recorded", node: "Consultation" },
  { facet: "contacts", type: "contact.attempted", node: "ContactAttempt" },
] as const satisfies readonly {
  readonly facet: FacetName;
  readonly type: RuleEventType;
  readonly node: NodeType;
}[];

type EventFacet = (typeof eventFacets)[number];

const pageSize = 500;
const logPageSize = 2_000;
/** The newest so many records of a customer and kind; nobody has more in as long as a rule remembers. */
const maxRecords = 20_000;

/** What a rule wants to know of events: which, by which names, and since when. */
interface Wanted {
  readonly types: readonly RuleEventType[];
  /** Of web events; undefined: of any name. */
  readonly names: readonly string[] | undefined;
  readonly since: Instant;
  readonly to: Instant;
}

/** Loads the events of customers that a rule can be about, until `to` and as far back as the rule remembers. */
export async function loadRuleEvents(
  loaders: Pick<Loaders, "customer" | "facet" | "consentHistory">,
  eventLog: Pick<EventLog, "read" | "oldestCursor">,
  customerIds: readonly string[],
  rule: CompiledRule,
  { from, to }: TimeSpan,
): Promise<ReadonlyMap<string, readonly RuleEvent[]>> {
  const wanted = toWanted(rule, from, to);
  const refs = (await Promise.all(customerIds.map((id) => loaders.customer(id)))).filter(
    (ref) => ref !== undefined,
  );
  const logged = await readLog(eventLog, refs, wanted);
  const all = await Promise.all(
    refs.map(async ({ id }) => {
      const told = logged.get(id) ?? [];
      const known = new Set(told.map((event) => event.id));
      const others = await loadUntold(loaders, id, wanted);
      return [id, [...others.filter((event) => !known.has(event.id)), ...told]] as const;
    }),
  );
  return new Map(all);
}

function toWanted({ rule, machine, entries }: CompiledRule, from: Instant, to: Instant): Wanted {
  const { when } = rule.definition;
  const types = [...new Set(entries.map(({ type }) => type))];
  const web = entries.filter(({ type }) => type === "web-event.recorded");
  // Since when somebody has been observed is told by events of any name.
  const isNamed = when.kind !== "first" && web.every(({ name }) => name !== undefined);
  const names = isNamed ? [...new Set(web.flatMap(({ name }) => name ?? []))] : undefined;
  const memoryMs = when.kind === "match" ? 0 : machine.memory / 1_000;
  const observedMs = when.kind === "first" ? longestObservedMs : 0;
  return { types, names, since: shiftInstant(from, -Math.max(memoryMs, observedMs)), to };
}

/** As long as a rule can ask for. */
const longestObservedMs = 800 * 86_400_000;

async function readLog(
  eventLog: Pick<EventLog, "read" | "oldestCursor">,
  refs: readonly CustomerRef[],
  { types, names, since, to }: Wanted,
): Promise<ReadonlyMap<string, readonly RuleEvent[]>> {
  const survivors = new Map(
    refs.flatMap(({ id, mergedIds }) => [id, ...mergedIds].map((part) => [part, id])),
  );
  const filter = { customerIds: [...survivors.keys()], types };
  const events = new Map<string, RuleEvent[]>();
  for (let cursor = await eventLog.oldestCursor(), isWhole = false; !isWhole;) {
    const page = await eventLog.read(cursor, logPageSize, filter);
    isWhole = page.length < logPageSize;
    cursor = page.at(-1)?.cursor ?? cursor;
    for (const logged of page) {
      const event = toRuleEvent(logged);
      const customerId = survivors.get(logged.customerId);
      if (event === undefined || customerId === undefined) continue;
      if (compareInstants(event.occurredAt, since) < 0 || compareInstants(event.occurredAt, to) >= 0)
        continue;
      if (names !== undefined && !isNamed(event, names)) continue;
      const theirs = events.get(customerId);
      if (theirs === undefined) events.set(customerId, [event]);
      else theirs.push(event);
    }
  }
  return events;
}

function isNamed({ type, record }: RuleEvent, names: readonly string[]): boolean {
  if (type !== "web-event.recorded") return true;
  return names.includes((record as RecordOf<"webEvents">).name.normalize("NFC"));
}

/** What sources and store have of a customer, oldest first. */
async function loadUntold(
  loaders: Pick<Loaders, "facet" | "consentHistory">,
  customerId: string,
  wanted: Wanted,
): Promise<readonly RuleEvent[]> {
  const parts = await Promise.all([
    ...eventFacets
      .filter(({ type }) => wanted.types.includes(type))
      .map((facet) => loadFacet(loaders, customerId, facet, wanted)),
    wanted.types.includes("consent.recorded") ? loadConsents(loaders, customerId, wanted) : [],
  ]);
  return parts
    .flat()
    .sort(
      (left, right) => compareInstants(left.occurredAt, right.occurredAt) || (left.id < right.id ? -1 : 1),
    );
}

async function loadFacet(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
  { facet, type, node }: EventFacet,
  { names, since, to }: Wanted,
): Promise<readonly RuleEvent[]> {
  const filter =
    facet === "contacts"
      ? undefined
      : { since, until: to, ...(facet === "webEvents" && names !== undefined && { names }) };
  const occurredAtOf: (record: never) => Instant = facets[facet].occurredAt;
  const events: RuleEvent[] = [];
  for (let after: Position | undefined; events.length < maxRecords;) {
    const page = { limit: pageSize, ...(filter && { filter }), ...(after && { after }) };
    const records = await loaders.facet(facet, customerId, page);
    for (const record of records) {
      const occurredAt = occurredAtOf(record as never);
      events.push({ type, id: toNodeId(node, record.recordId), record, occurredAt, recordedAt: occurredAt });
    }
    const last = events.at(-1);
    if (records.length < pageSize || last === undefined) break;
    if (compareInstants(last.occurredAt, since) < 0) break;
    after = { at: last.occurredAt, id: records.at(-1)?.recordId ?? null, inclusive: false };
  }
  return events.filter(
    ({ occurredAt }) => compareInstants(occurredAt, since) >= 0 && compareInstants(occurredAt, to) < 0,
  );
}

async function loadConsents(
  loaders: Pick<Loaders, "consentHistory">,
  customerId: string,
  { to }: Wanted,
): Promise<readonly RuleEvent[]> {
  const records = await loaders.consentHistory(customerId, { limit: pageSize });
  return records
    .filter(({ occurredAt }) => compareInstants(occurredAt, to) < 0)
    .map((record) => ({
      type: "consent.recorded",
      id: toNodeId("ConsentRecord", record.id),
      record,
      occurredAt: record.occurredAt,
      recordedAt: record.occurredAt,
    }));
}
