// Records a conversation that took place in a system without a source of its own (an agent's tool, a branch).
import { compareInstants, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import { parseOptionalInstant, parseOptionalText, refuseFuture } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import { lockCustomer, makeId, runOnce, type Actor, type UseCaseParts } from "../use-case.js";
import type { Channel } from "./channel.js";
import { toOwnRecordId } from "./own-records.js";
import type { Consultation } from "./records.js";

/** What is recorded; texts as they came, ids those inside the gateway. */
export interface RecordConsultationInput {
  readonly clientKey: string;
  readonly customerId: string;
  readonly channel: Channel;
  readonly startedAt: Instant;
  /** Null or absent while it lasts. */
  readonly endedAt?: Instant | null;
  readonly product?: string | null;
  readonly topic?: string | null;
  readonly summary?: string | null;
  readonly notes?: string | null;
  readonly outcome?: string | null;
  /** 1 (bad) to 5 (good) */
  readonly satisfaction?: number | null;
}

/** The consultation and its customer, or why there is none. */
export type RecordConsultationAnswer =
  | { readonly consultation: Consultation; readonly customerId: string }
  | { readonly refusal: Refusal };

/** Records a consultation with its event in one transaction, once a client key. */
export function recordConsultation(
  parts: UseCaseParts,
  actor: Actor,
  input: RecordConsultationInput,
): Promise<RecordConsultationAnswer> {
  return answerRefusals(async () => {
    const told = parseInput(input, toShortInstant(toInstant(parts.clock.now())));
    return runOnce(parts, actor, "recordConsultation", input, {
      redo: async ({ consultations }, id) => {
        const first = await consultations.find(id);
        return first && { consultation: first.record, customerId: first.customerId };
      },
      act: async (transaction, keep) => {
        const customerId = await lockCustomer(transaction, input.customerId);
        const recordId = toOwnRecordId(makeId(parts));
        const consultation: Consultation = {
          ...told,
          recordId,
          agentId: actor.id,
          sentiment: null,
          locality: null,
        };
        await transaction.consultations.add(customerId, consultation);
        await keep(recordId);
        await transaction.events.append([
          {
            type: "consultation.recorded",
            kind: "CONSULTATION",
            customerId,
            recordId,
            record: consultation,
            occurredAt: consultation.startedAt,
            dedupKey: `consultation:${recordId}`,
          },
        ]);
        return { consultation, customerId };
      },
    });
  });
}

function parseInput(input: RecordConsultationInput, now: Instant) {
  const { channel, satisfaction = null } = input;
  const startedAt =
    parseOptionalInstant("startedAt", input.startedAt) ??
    refuse("INVALID_INPUT", "It is not a point in time.", "startedAt");
  const endedAt = parseOptionalInstant("endedAt", input.endedAt);
  refuseFuture("startedAt", startedAt, now);
  if (endedAt !== null) {
    refuseFuture("endedAt", endedAt, now);
    if (compareInstants(endedAt, startedAt) < 0)
      refuse("INVALID_INPUT", "It is before the beginning.", "endedAt");
  }
  if (satisfaction !== null && !(Number.isInteger(satisfaction) && satisfaction >= 1 && satisfaction <= 5)) {
    refuse("INVALID_INPUT", "It must be a whole number from 1 to 5.", "satisfaction");
  }
  return {
    channel,
    startedAt,
    endedAt,
    satisfaction,
    product: parseOptionalText("product", input.product, 200),
    topic: parseOptionalText("topic", input.topic, 200),
    summary: parseOptionalText("summary", input.summary, 2000),
    notes: parseOptionalText("notes", input.notes, 20_000),
    outcome: parseOptionalText("outcome", input.outcome, 500),
  };
}
