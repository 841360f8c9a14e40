// What the sources have of customers from before the rules began to watch, as events of the log would have told it.
import { facets, type FacetName } from "../domains/customer/facets.js";
import type { Histories } from "../domains/triggers/rules/evaluate-batch.js";
import type { RuleEventType } from "../domains/triggers/rules/event-fields.js";
import type { RuleEvent } from "../domains/triggers/rules/evaluate.js";
import { GatewayError } from "../shared/errors.js";
import { toNodeId, type NodeType } from "../shared/ids.js";
import { compareInstants, type Instant } from "../shared/instant.js";
import type { Loaders } from "./loaders.js";

/** The newest so many records of a kind; rules forget what is older than what they wait for. */
const maxRecords = 500;

const kinds = [
  { facet: "webEvents", type: "web-event.recorded", node: "WebEvent", hasFilter: true },
  { facet: "transfers", type: "transfer.booked", node: "Transfer", hasFilter: true },
  { facet: "consultations", type: "consultation.recorded", node: "Consultation", hasFilter: true },
  { facet: "contacts", type: "contact.attempted", node: "ContactAttempt", hasFilter: false },
] as const satisfies readonly {
  readonly facet: FacetName;
  readonly type: RuleEventType;
  readonly node: NodeType;
  readonly hasFilter: boolean;
}[];

/** Loads histories in the batches of one set of loaders: a read a source, however many customers. */
export async function loadHistories(
  loaders: Pick<Loaders, "facet">,
  customerIds: readonly string[],
  until: Instant,
): Promise<Histories> {
  const found = await Promise.all(
    customerIds.map(async (id) => [id, await loadHistory(loaders, id, until)] as const),
  );
  return new Map(found.flatMap(([id, history]) => (history === undefined ? [] : [[id, history] as const])));
}

async function loadHistory(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
  until: Instant,
): Promise<readonly RuleEvent[] | undefined> {
  try {
    const parts = await Promise.all(
      kinds.map(async ({ facet, type, node, hasFilter }) => {
        const page = { limit: maxRecords, ...(hasFilter && { filter: { until } }) };
        const records = await loaders.facet(facet, customerId, page);
        const occurredAtOf: (record: never) => Instant = facets[facet].occurredAt;
        return records.map((record): RuleEvent => {
          const occurredAt = occurredAtOf(record as never);
          return { type, id: toNodeId(node, record.recordId), record, occurredAt, recordedAt: occurredAt };
        });
      }),
    );
    return parts
      .flat()
      .filter(({ occurredAt }) => compareInstants(occurredAt, until) < 0)
      .sort(
        (left, right) => compareInstants(left.occurredAt, right.occurredAt) || (left.id < right.id ? -1 : 1),
      );
  } catch (error) {
    if (error instanceof GatewayError && error.code === "SOURCE_UNAVAILABLE") return undefined;
    throw error;
  }
}
