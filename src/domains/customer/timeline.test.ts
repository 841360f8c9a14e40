import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareInstants } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { Trigger } from "../triggers/trigger.js";
import type { ConsentRecord } from "../consent/consent.js";
import type { Consultation, ContactAttempt, Transfer, WebEvent } from "./records.js";
import {
  mergeTimeline,
  parseTimelineCursor,
  positionFor,
  timelineKinds,
  TouchpointKind,
  toTimelineCursor,
  toTouchpoint,
  type TimelineCursor,
  type TimelineSlices,
  type Touchpoint,
  type TouchpointRecords,
} from "./timeline.js";

// Few instants, so that most records share one; two spellings of the same instant, as two sources may write it.
const instants = [
  "2026-11-20T09:00:00Z",
  "2026-11-20T09:00:00.5Z",
  "2026-11-20T09:00:00.500Z",
  "2026-11-20T09:00:00.500001Z",
  "2026-11-21T09:00:00.000Z",
];
const anyInstant = fc.constantFrom(...instants);
const anyIds = fc.uniqueArray(fc.stringMatching(/^[0-9A-Za-z.]{1,4}$/), { maxLength: 9 });
const anyRecords = anyIds.chain((ids) =>
  fc.tuple(...ids.map((id) => anyInstant.map((occurredAt) => ({ id, occurredAt })))),
);
const anyHistory = fc.record(Object.fromEntries(timelineKinds.map((kind) => [kind, anyRecords])));
const anyKinds = fc.subarray([...timelineKinds], { minLength: 1 });

interface Placed {
  readonly id: string;
  readonly occurredAt: string;
}

/** A source that reads newest first, as the contract of `Position` says. */
function readSource(
  records: readonly Placed[],
  limit: number,
  after: Position | undefined,
): readonly Placed[] {
  return records
    .toSorted(
      (left, right) => compareInstants(right.occurredAt, left.occurredAt) || (left.id < right.id ? 1 : -1),
    )
    .filter((record) => {
      if (after === undefined) return true;
      const order = compareInstants(record.occurredAt, after.at);
      return order < 0 || (order === 0 && (after.inclusive || (after.id !== null && record.id < after.id)));
    })
    .slice(0, limit);
}

const recordMakers: {
  readonly [Kind in TouchpointKind]: (placed: Placed) => TouchpointRecords[Kind];
} = {
  WEB_EVENT: ({ id, occurredAt }: Placed) => ({ recordId: id, occurredAt }) as WebEvent,
  TRANSFER: ({ id, occurredAt }: Placed) => ({ recordId: id, bookedAt: occurredAt }) as Transfer,
  CONSULTATION: ({ id, occurredAt }: Placed) => ({ recordId: id, startedAt: occurredAt }) as Consultation,
  CONTACT: ({ id, occurredAt }: Placed) => ({ recordId: id, occurredAt }) as ContactAttempt,
  CONSENT: ({ id, occurredAt }: Placed) => ({ id, occurredAt }) as ConsentRecord,
  TRIGGER: ({ id, occurredAt }: Placed) => ({ id, raisedAt: occurredAt }) as Trigger,
};

function readPage(
  history: Readonly<Record<string, readonly Placed[]>>,
  kinds: readonly TouchpointKind[],
  first: number,
  after: TimelineCursor | undefined,
) {
  const slices = Object.fromEntries(
    kinds.map((kind) => {
      const position = after === undefined ? undefined : positionFor(kind, after);
      return [
        kind,
        readSource(history[kind] ?? [], first + 1, position).map((placed) => recordMakers[kind](placed)),
      ];
    }),
  ) as TimelineSlices;
  return mergeTimeline(slices, first);
}

const nameOf = (touchpoint: TimelineCursor) => `${touchpoint.kind} ${touchpoint.id}`;

describe("a customer's timeline", () => {
  test("read page by page is the whole list once, for any page size and any kinds", () => {
    fc.assert(
      fc.property(anyHistory, anyKinds, fc.integer({ min: 1, max: 12 }), (history, kinds, first) => {
        const whole = readPage(history, kinds, 1000, undefined);
        const paged: Touchpoint[] = [];
        for (let after: TimelineCursor | undefined; ;) {
          const page = readPage(history, kinds, first, after);
          paged.push(...page.items);
          expect(page.hasNextPage).toBe(paged.length < whole.items.length);
          const last = page.items.at(-1);
          if (!page.hasNextPage || last === undefined) break;
          expect(page.items).toHaveLength(first);
          after = parseTimelineCursor(toTimelineCursor(last));
        }
        expect(paged.map(nameOf)).toEqual(whole.items.map(nameOf));
        const expectedCount = kinds.reduce((sum, kind) => sum + (history[kind]?.length ?? 0), 0);
        expect(new Set(paged.map(nameOf)).size).toBe(expectedCount);
      }),
      { numRuns: 500 },
    );
  });

  test("is newest first, and touchpoints of one instant stand in the order of their kinds, then of their ids", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { items } = readPage(history, timelineKinds, 1000, undefined);
        for (const [index, next] of items.slice(1).entries()) {
          const item = items[index]!;
          const byTime = compareInstants(item.occurredAt, next.occurredAt);
          const byKind = timelineKinds.indexOf(next.kind) - timelineKinds.indexOf(item.kind);
          expect(byTime > 0 || (byTime === 0 && (byKind > 0 || (byKind === 0 && item.id > next.id)))).toBe(
            true,
          );
        }
      }),
    );
  });

  test("shows a trigger above the event that raised it", () => {
    const occurredAt = "2026-11-20T09:00:00.25Z";
    const slices: TimelineSlices = {
      WEB_EVENT: [recordMakers.WEB_EVENT({ id: "1", occurredAt })],
      TRIGGER: [recordMakers.TRIGGER({ id: "1", occurredAt: "2026-11-20T09:00:00.250Z" })],
    };
    expect(mergeTimeline(slices, 10).items.map((item) => item.kind)).toEqual(["TRIGGER", "WEB_EVENT"]);
  });

  test("of no touchpoints asked for still tells whether there are any", () => {
    const slices: TimelineSlices = {
      TRANSFER: [recordMakers.TRANSFER({ id: "1", occurredAt: instants[0]! })],
    };
    expect(mergeTimeline(slices, 0)).toEqual({ items: [], hasNextPage: true });
    expect(mergeTimeline({}, 0)).toEqual({ items: [], hasNextPage: false });
  });

  test("ranks every kind", () => {
    expect(timelineKinds.toSorted()).toEqual(Object.keys(TouchpointKind).toSorted());
  });
});

describe("a timeline's cursor", () => {
  const record = recordMakers.TRANSFER({ id: "T-1", occurredAt: "2026-11-20T09:00:00.500001Z" });

  test("reads back as the place it was made from", () => {
    const { kind, id, occurredAt } = toTouchpoint("TRANSFER", record);
    expect(parseTimelineCursor(toTimelineCursor({ kind, id, occurredAt }))).toEqual({ kind, id, occurredAt });
  });

  test.each([
    ["of another list", "WyJ0cmFuc2ZlcnMiLCIyMDI2LTExLTIwVDA5OjAwOjAwWiIsIlRSQU5TRkVSIiwiMSJd"],
    ["that is no text of ours", "nonsense"],
    ["of no kind", toTimelineCursor({ kind: "VISIT" as TouchpointKind, id: "1", occurredAt: instants[0]! })],
    ["of no time", toTimelineCursor({ kind: "TRANSFER", id: "1", occurredAt: "2026-02-30T00:00:00Z" })],
    ["of no record", toTimelineCursor({ kind: "TRANSFER", id: "", occurredAt: instants[0]! })],
  ])("%s is refused by the argument's name", (_, cursor) => {
    expect(() => parseTimelineCursor(cursor, "after")).toThrow(/"after"/);
  });
});
