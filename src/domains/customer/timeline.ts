// One list out of many: a customer's touchpoints of all kinds, newest first. Each kind is read from its own source with
// its own position; what was read is merged here. In: slices by kind. Out: one page, and cursors that place a touchpoint.
import { invalidArgument } from "../../shared/errors.js";
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import { compareInstants, findInstant, type Instant } from "../../shared/instant.js";
import { parseCursor, toCursor, type Position, type Slice } from "../../shared/page.js";
import type { ConsentRecord } from "../consent/consent.js";
import type { Trigger } from "../triggers/trigger.js";
import type { Consultation, ContactAttempt, Transfer, WebEvent } from "./records.js";

/** What kind of contact between customer and company a touchpoint is. */
export const TouchpointKind = enumOf(
  "WEB_EVENT",
  "TRANSFER",
  "CONSULTATION",
  "CONTACT",
  "CONSENT",
  "TRIGGER",
);
export type TouchpointKind = NameOf<typeof TouchpointKind>;

/** Record of each kind. */
export interface TouchpointRecords {
  readonly WEB_EVENT: WebEvent;
  readonly TRANSFER: Transfer;
  readonly CONSULTATION: Consultation;
  readonly CONTACT: ContactAttempt;
  readonly CONSENT: ConsentRecord;
  readonly TRIGGER: Trigger;
}

/** A record in its place on the timeline; `id` is the record's own id. */
export type Touchpoint = {
  readonly [Kind in TouchpointKind]: {
    readonly kind: Kind;
    readonly id: string;
    readonly occurredAt: Instant;
    readonly record: TouchpointRecords[Kind];
  };
}[TouchpointKind];

/** Where a timeline goes on: behind the touchpoint that these parts name. */
export type TimelineCursor = Pick<Touchpoint, "kind" | "id" | "occurredAt">;

/** What was read of each kind, newest first, ties by id descending; a kind that was not wanted is absent. */
export type TimelineSlices = { readonly [Kind in TouchpointKind]?: readonly TouchpointRecords[Kind][] };

/**
 * Every kind in the order in which touchpoints of one instant stand. The list is newest first, so an effect stands above
 * its cause: a trigger has the instant of the event that raised it.
 */
export const timelineKinds: readonly TouchpointKind[] = [
  "TRIGGER",
  "CONSENT",
  "CONTACT",
  "CONSULTATION",
  "TRANSFER",
  "WEB_EVENT",
];

const list = "timeline";

/** A record as a touchpoint. */
export function toTouchpoint<Kind extends TouchpointKind>(
  kind: Kind,
  record: TouchpointRecords[Kind],
): Touchpoint {
  return { kind, ...placers[kind](record), record } as Touchpoint;
}

/** Where to read a kind on from, so that all kinds together go on right behind `cursor`. */
export function positionFor(kind: TouchpointKind, cursor: TimelineCursor): Position {
  const distance = timelineKinds.indexOf(kind) - timelineKinds.indexOf(cursor.kind);
  const id = distance === 0 ? cursor.id : null;
  return { at: cursor.occurredAt, id, inclusive: distance > 0 };
}

/**
 * Merges slices into one page of at most `first`. Each kind must have been read with `limit = first + 1`: then a kind
 * that was cut short cannot hide a touchpoint of this page, and `hasNextPage` is exact. The order inside a slice is kept
 * as its source gave it, because only the source knows how it compares ids.
 */
export function mergeTimeline(slices: TimelineSlices, first: number): Slice<Touchpoint> {
  const heads = timelineKinds
    .map((kind) => ({ touchpoints: touchpointsOf(kind, slices), next: 0 }))
    .filter((head) => head.touchpoints.length > 0);
  const total = heads.reduce((sum, head) => sum + head.touchpoints.length, 0);
  const items: Touchpoint[] = [];
  while (items.length < Math.min(first, total)) {
    let newest: { touchpoint: Touchpoint; head: (typeof heads)[number] } | undefined;
    for (const head of heads) {
      const touchpoint = head.touchpoints[head.next];
      if (touchpoint === undefined) continue;
      // Strictly newer: among equals the kind that stands first in `timelineKinds` has been seen first and stays.
      if (newest === undefined || compareInstants(touchpoint.occurredAt, newest.touchpoint.occurredAt) > 0) {
        newest = { touchpoint, head };
      }
    }
    if (newest === undefined) break;
    newest.head.next += 1;
    items.push(newest.touchpoint);
  }
  return { items, hasNextPage: total > first };
}

/** The opaque cursor of a touchpoint. */
export function toTimelineCursor(touchpoint: TimelineCursor): string {
  return toCursor(list, [touchpoint.occurredAt, touchpoint.kind, touchpoint.id]);
}

/** Reads a timeline's cursor; throws INVALID_ARGUMENT naming `argument` when it is none. */
export function parseTimelineCursor(cursor: string, argument = "after"): TimelineCursor {
  const [occurredAt = "", kindName = "", id = ""] = parseCursor(list, cursor, 3, argument);
  const kind = timelineKinds.find((known) => known === kindName);
  if (kind === undefined || id === "" || !occurredAt.endsWith("Z") || findInstant(occurredAt) === undefined) {
    throw invalidArgument(argument, "is not a cursor of this list.");
  }
  return { occurredAt, kind, id };
}

const placers: {
  readonly [Kind in TouchpointKind]: (
    record: TouchpointRecords[Kind],
  ) => Pick<Touchpoint, "id" | "occurredAt">;
} = {
  WEB_EVENT: (event) => ({ id: event.recordId, occurredAt: event.occurredAt }),
  TRANSFER: (transfer) => ({ id: transfer.recordId, occurredAt: transfer.bookedAt }),
  CONSULTATION: (consultation) => ({ id: consultation.recordId, occurredAt: consultation.startedAt }),
  CONTACT: (contact) => ({ id: contact.recordId, occurredAt: contact.occurredAt }),
  CONSENT: (record) => ({ id: record.id, occurredAt: record.occurredAt }),
  TRIGGER: (trigger) => ({ id: trigger.id, occurredAt: trigger.raisedAt }),
};

function touchpointsOf<Kind extends TouchpointKind>(
  kind: Kind,
  slices: { readonly [K in Kind]?: readonly TouchpointRecords[K][] },
): readonly Touchpoint[] {
  return (slices[kind] ?? []).map((record) => toTouchpoint(kind, record));
}
