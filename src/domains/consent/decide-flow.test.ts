// The truth table of "Reconcile consent object and integrations object conflicts" in Segment's documentation, row by row
// (github.com/segmentio/segment-docs, src/privacy/consent-management/consent-in-segment-connections.md, commit 1291478; today
// twilio.com/docs/segment/privacy/consent-management/consent-in-segment-connections). `intercom` stands for a destination that
// is mapped to no category.
import { describe, expect, test } from "vitest";
import { decideFlow, type EventChoices } from "./decide-flow.js";

type Mapping = Readonly<Record<string, readonly string[]>>;

const none: Mapping = {};
const adOnly: Mapping = { facebook: ["ad"], "google-ads": ["ad"] };
const both: Mapping = { ...adOnly, amplitude: ["analytics"] };
const shared: Mapping = { ...both, facebook: ["ad", "analytics"] };
const destinations = ["facebook", "google-ads", "amplitude", "intercom"];
const integrations = { facebook: true, amplitude: false };
const consent = (ad: boolean, analytics: boolean) => ({ categoryPreferences: { ad, analytics } });

const rows: readonly {
  readonly row: number;
  readonly events: readonly EventChoices[];
  readonly mapping: Mapping;
  readonly flowsTo: readonly string[];
}[] = [
  {
    row: 1,
    events: [{}, { consent: {} }, { integrations: {} }, { consent: {}, integrations: {} }],
    mapping: both,
    flowsTo: destinations,
  },
  {
    row: 2,
    events: [
      { consent: { categoryPreferences: {} } },
      { consent: { categoryPreferences: {} }, integrations: {} },
    ],
    mapping: both,
    flowsTo: ["intercom"],
  },
  { row: 3, events: [{ integrations }], mapping: both, flowsTo: ["facebook", "google-ads", "intercom"] },
  {
    row: 4,
    events: [
      { consent: {}, integrations },
      { consent: { categoryPreferences: {} }, integrations },
    ],
    mapping: both,
    flowsTo: ["intercom"],
  },
  {
    row: 5,
    events: [{ consent: consent(true, false) }, { consent: consent(true, false), integrations: {} }],
    mapping: none,
    flowsTo: destinations,
  },
  {
    // The mapping that is shown has ads only; the result speaks of analytics destinations, so amplitude is one.
    row: 6,
    events: [{ consent: consent(true, false) }, { consent: consent(true, false), integrations: {} }],
    mapping: { ...adOnly, amplitude: ["analytics"] },
    flowsTo: ["facebook", "google-ads", "intercom"],
  },
  {
    row: 7,
    events: [{ consent: consent(true, false), integrations }],
    mapping: both,
    flowsTo: ["facebook", "google-ads", "intercom"],
  },
  {
    row: 8,
    events: [{ consent: consent(true, false), integrations: { facebook: false, amplitude: false } }],
    mapping: both,
    flowsTo: ["google-ads", "intercom"],
  },
  {
    row: 9,
    events: [{ consent: consent(true, false), integrations }],
    mapping: shared,
    flowsTo: ["google-ads", "intercom"],
  },
  {
    row: 10,
    events: [{ consent: consent(true, true), integrations }],
    mapping: shared,
    flowsTo: ["facebook", "google-ads", "intercom"],
  },
  {
    row: 11,
    events: [{ consent: consent(false, true), integrations }],
    mapping: shared,
    flowsTo: ["intercom"],
  },
];

function listReceivers(event: EventChoices, mapping: Mapping): readonly string[] {
  return destinations.filter(
    (name) => decideFlow(event, { name, categories: mapping[name] ?? [] }).kind === "FLOW",
  );
}

describe("an event flows as in Segment's table", () => {
  test("of eleven rows", () => {
    expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test.each(rows)("row $row", ({ events, mapping, flowsTo }) => {
    for (const event of events) expect(listReceivers(event, mapping)).toEqual(flowsTo);
  });
});

describe("a receiver", () => {
  const ads = { name: "facebook", categories: ["ad", "analytics"] };

  test("is told which categories it lacks, those included that the event does not name", () => {
    expect(decideFlow({ consent: { categoryPreferences: { ad: false } } }, ads)).toEqual({
      kind: "NO_CONSENT",
      categories: ["ad", "analytics"],
    });
    expect(
      decideFlow({ consent: { categoryPreferences: {} } }, { name: "x", categories: ["constructor"] }).kind,
    ).toBe("NO_CONSENT");
  });

  test("may be left out by the event, by name or with all others, and brought in by settings of its own", () => {
    const judge = (choices: Record<string, unknown>) =>
      decideFlow({ consent: consent(true, true), integrations: choices }, ads).kind;
    expect(judge({ facebook: false })).toBe("LEFT_OUT");
    expect(judge({ All: false })).toBe("LEFT_OUT");
    expect(judge({ All: false, facebook: { pixel: "1" } })).toBe("FLOW");
  });
});
