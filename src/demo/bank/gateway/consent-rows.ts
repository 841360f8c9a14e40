// Consent records (ISO/IEC TS 27560) and the present one of each purpose and channel, as the store's tables have them.
import { uuidFromName } from "../../../shared/ids.js";
import { toTimestamp } from "../calendar.js";
import type { CopyValue } from "../copy-rows.js";
import type { Population } from "../population/build-population.js";
import type { Person } from "../population/person.js";
import { Random } from "../random.js";
import { siteUrl } from "../web-events/pages.js";
import { drawConsents, drawNightConsents, type ConsentStep } from "./draw-consents.js";

/** Columns of a consent record in the order in which they are copied. */
export const consentRecordColumns = [
  "id",
  "customer_id",
  "schema_version",
  "receipt_id",
  "purpose",
  "channel",
  "night",
  "state",
  "lawful_basis",
  "privacy_notice",
  "notice_version",
  "language",
  "jurisdiction",
  "collection_method",
  "withdrawal_method",
  "actor",
  "on_behalf_of",
  "evidence",
  "occurred_at",
  "valid_until",
  "previous_record_id",
  "recorded_at",
] as const;

/** Columns of a present consent in the order in which they are copied. */
export const consentPresentColumns = ["customer_id", "purpose", "channel", "night", "record_id"] as const;

/** The id under which a customer of the CRM stands in the store. */
export function toCustomerId(custNo: string): string {
  return uuidFromName("customer", `CRM_ID:${custNo}`);
}

/** What is copied into the consent tables. */
export interface ConsentRows {
  readonly records: readonly (readonly CopyValue[])[];
  readonly present: readonly (readonly CopyValue[])[];
}

/** The consents of all customers. */
export function buildConsentRows(population: Population): ConsentRows {
  const records: (readonly CopyValue[])[] = [];
  const present: (readonly CopyValue[])[] = [];
  for (const person of population.people) {
    const random = new Random(`${String(population.seed)}:consents:${String(person.number)}`);
    const customerId = toCustomerId(person.custNo);
    const latest = new Map<string, { readonly step: ConsentStep; readonly recordId: string }>();
    const steps = drawConsents(random, person, population.period);
    const nightRandom = new Random(`${String(population.seed)}:night-consents:${String(person.number)}`);
    const nightSteps = drawNightConsents(nightRandom, person, steps, population.period);
    for (const [index, step] of [...steps, ...nightSteps].entries()) {
      const key = `${step.purpose} ${step.channel ?? "ANY"} ${String(step.night)}`;
      const recordId = uuidFromName("consent-record", `${person.custNo}:${String(index)}`);
      records.push(toRecord(random, person, customerId, step, recordId, latest.get(key)?.recordId ?? null));
      latest.set(key, { step, recordId });
    }
    for (const { step, recordId } of latest.values()) {
      present.push([customerId, step.purpose, step.channel ?? "ANY", step.night, recordId]);
    }
  }
  return { records, present };
}

function toRecord(
  random: Random,
  person: Person,
  customerId: string,
  step: ConsentStep,
  recordId: string,
  previousId: string | null,
): readonly CopyValue[] {
  const purpose = step.purpose.toLowerCase();
  const guardian = person.age < 14 ? person.household.members.find((member) => member.age >= 19) : undefined;
  const at = toTimestamp(step.at);
  const year = Math.max(2019, new Date(step.at / 1_000).getUTCFullYear());
  const collection = step.state === "EXPIRED" ? "SYSTEM" : drawCollection(random, person);
  return [
    recordId,
    customerId,
    "ISO/IEC TS 27560:2023",
    uuidFromName("consent-receipt", recordId),
    step.purpose,
    step.channel,
    step.night,
    step.state,
    step.purpose === "SERVICE" ? "dpv:Contract" : "dpv:Consent",
    `${siteUrl}/privacy/${purpose}`,
    `${String(year)}-01`,
    person.language,
    "KR",
    collection,
    "APP_SETTINGS_OR_CALL",
    step.state === "EXPIRED" ? "system" : guardian === undefined ? "customer" : "guardian",
    guardian === undefined ? null : `crm:${person.custNo}`,
    toEvidence(collection, recordId),
    at,
    step.validUntil === null ? null : toTimestamp(step.validUntil),
    previousId,
    at,
  ];
}

/** Where the proof is kept: paper and recordings have a number, a screen has none. */
function toEvidence(collection: string, recordId: string): string | null {
  const number = recordId.slice(0, 8).toUpperCase();
  if (collection === "BRANCH_FORM") return `form:${number}`;
  return collection === "CALL_RECORDING" ? `recording:${number}` : null;
}

function drawCollection(random: Random, person: Person): string {
  if (person.login === null)
    return random.weighted([
      ["BRANCH_FORM", 7],
      ["CALL_RECORDING", 3],
    ]);
  return random.weighted([
    ["APP_FORM", 6],
    ["WEB_FORM", 3],
    ["BRANCH_FORM", 2],
    ["CALL_RECORDING", 1],
  ]);
}
