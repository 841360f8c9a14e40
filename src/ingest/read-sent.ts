// One event of a batch, read as its door's callers write it: in our words, or with the reason why not and what is kept of it.
import type { IngestDoor, NewDeadLetter } from "../domains/ingest/dead-letter.js";
import { maxLetterLength } from "../domains/ingest/dead-letter.js";
import { listIdentitiesIn } from "../domains/ingest/identities-in.js";
import { parseEvent } from "../domains/ingest/parse-event.js";
import { checkJson } from "../domains/ingest/check-json.js";
import type { ParsedEvent } from "../domains/ingest/parsed-event.js";
import { ingestLimits, RejectedEvent, type SentEvent } from "../domains/ingest/sent-event.js";
import { toInstant } from "../shared/instant.js";
import type { SentBatch } from "../domains/ingest/ingest.js";

/** How a door's callers write an event. May throw RejectedEvent. */
export type ReadDoor = (raw: unknown, context: ReadContext) => SentEvent;

/** What is known beside the event itself. */
export interface ReadContext {
  readonly source: string | null;
  /** When the batch came. */
  readonly receivedAt: Date;
  /** Makes the id of an event that has none; it can then not be known again. */
  readonly newId: () => string;
}

/** Who sent a batch, and when. */
export type Sender = Omit<SentBatch, "events" | "bytes">;

/** An event that was read: `event` is absent when it is refused, `refusal` says why. */
export interface ReadEvent {
  readonly batch: Sender;
  readonly raw: unknown;
  readonly id: string;
  readonly event: ParsedEvent | undefined;
  readonly refusal: RejectedEvent | undefined;
}

/** Reads an event; never throws. */
export function readSent(
  raw: unknown,
  batch: Sender,
  doors: { readonly [Door in IngestDoor]: ReadDoor },
  { now, newId }: { readonly now: Date } & Pick<ReadContext, "newId">,
): ReadEvent {
  const { door, source, receivedAt = now } = batch;
  try {
    checkJson(raw);
    const event = parseEvent(doors[door](raw, { source, receivedAt, newId }), now, batch);
    return { batch, raw, id: event.id, event, refusal: undefined };
  } catch (error) {
    const refusal = toRefusal(error);
    return { batch, raw, id: findId(raw), event: undefined, refusal };
  }
}

function toRefusal(error: unknown): RejectedEvent {
  if (error instanceof RejectedEvent) return error;
  // The stack is all that is at an end when JSON is nested deep enough.
  if (error instanceof RangeError)
    return new RejectedEvent("NESTED_TOO_DEEP", "The event is nested too deep.");
  throw error;
}

/** What is kept of an event that is refused. */
export function toDeadLetter({ batch, raw, id, refusal }: ReadEvent): NewDeadLetter | undefined {
  if (refusal === undefined) return undefined;
  const { body, isWhole } = toBody(raw);
  return {
    door: batch.door,
    isTrusted: batch.isTrusted,
    source: batch.source ?? findText(raw, "source"),
    eventId: id === "" ? null : id,
    reason: refusal.reason,
    text: refusal.text,
    body: body.slice(0, maxLetterLength).toWellFormed(),
    isWhole: isWhole && body.length <= maxLetterLength,
    likeness: toBody(withoutSentAt(raw)).body,
    ...(batch.receivedAt && { receivedAt: toInstant(batch.receivedAt) }),
    identities: listIdentitiesIn(raw),
  };
}

/** A client that sends again says when it does; the event is the same. */
function withoutSentAt(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || !("sentAt" in raw)) return raw;
  const { sentAt: _sentAt, ...rest } = raw;
  return rest;
}

/** The event as JSON; of one that is nested too deep to be written, what stands at its top. */
function toBody(raw: unknown): { readonly body: string; readonly isWhole: boolean } {
  try {
    return { body: JSON.stringify(raw) ?? "", isWhole: true };
  } catch {
    return { body: JSON.stringify(cutDepth(raw, ingestLimits.depth)), isWhole: false };
  }
}

function cutDepth(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.map((item) => cutDepth(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, cutDepth(member, depth - 1)]),
  );
}

/** What the sender calls the event, as far as that can be told and written down. */
function findId(raw: unknown): string {
  return findText(raw, "id") ?? findText(raw, "messageId") ?? "";
}

function findText(raw: unknown, member: string): string | null {
  const value =
    typeof raw === "object" && raw !== null ? (raw as Readonly<Record<string, unknown>>)[member] : null;
  return typeof value === "string" &&
    value.length <= 200 &&
    value !== "" &&
    value.isWellFormed() &&
    !value.includes("\0")
    ? value
    : null;
}
