// Whether a purpose may be served on a channel, out of the newest record of each channel and of the one for all channels.
import { compareInstants } from "../../shared/instant.js";
import type { Channel } from "../customer/channel.js";
import { isValidForProcessing, toPresentState, type ConsentRecord, type Purpose } from "./consent.js";

/** What the decision needs of a record. */
export type ConsentFact = Pick<ConsentRecord, "purpose" | "channel" | "state" | "validUntil" | "occurredAt"> &
  Partial<Pick<ConsentRecord, "night">>;

/** Given, or why not: no valid record, one that ran out, or one in which the person said no. */
export type ConsentDecision = "GIVEN" | "MISSING" | "EXPIRED" | "REFUSED";

/**
 * Judges the present records of a customer at a time. `channel` null asks for the purpose whatever the channel. Records
 * about the night say nothing about the day.
 *
 * Of the record of the channel and the one for all channels the careful reading holds: without a record of its own the
 * channel follows the one for all; with one, that decides, and a later "no" to all channels ends it. A later "yes" to
 * all channels does not bring back a channel that the person had refused by name.
 */
export function decideConsent(
  records: readonly ConsentFact[],
  purpose: Purpose,
  channel: Channel | null,
  at: Date,
): ConsentDecision {
  return decide(
    records.filter((record) => record.night !== true),
    purpose,
    channel,
    at,
  );
}

/**
 * Judges what the person said about contact at night, by the same reading: the night record of the channel, else the one
 * for all channels. Undefined when neither is there: nobody asked. It comes on top of the consent for the day and never
 * takes its place: whoever withdrew the day's consent allows nothing at night.
 */
export function decideNightConsent(
  records: readonly ConsentFact[],
  purpose: Purpose,
  channel: Channel | null,
  at: Date,
): ConsentDecision | undefined {
  const isAsked = (record: ConsentFact): boolean =>
    record.night === true &&
    record.purpose === purpose &&
    (record.channel === null || record.channel === channel);
  const asked = records.filter(isAsked);
  return asked.length === 0 ? undefined : decide(asked, purpose, channel, at);
}

function decide(
  records: readonly ConsentFact[],
  purpose: Purpose,
  channel: Channel | null,
  at: Date,
): ConsentDecision {
  const general = records.find((record) => record.purpose === purpose && record.channel === null);
  const own =
    channel === null
      ? undefined
      : records.find((record) => record.purpose === purpose && record.channel === channel);
  if (own === undefined || general === undefined) return judge(own ?? general, at);
  const decision = judge(own, at);
  const isOverruled =
    judge(general, at) === "REFUSED" && compareInstants(general.occurredAt, own.occurredAt) > 0;
  return decision === "GIVEN" && isOverruled ? "REFUSED" : decision;
}

function judge(record: ConsentFact | undefined, at: Date): ConsentDecision {
  if (record === undefined) return "MISSING";
  if (isValidForProcessing(record, at)) return "GIVEN";
  const state = toPresentState(record, at);
  if (state === "EXPIRED") return "EXPIRED";
  return saysNo.has(state) ? "REFUSED" : "MISSING";
}

const saysNo: ReadonlySet<string> = new Set(["REFUSED", "WITHDRAWN", "REVOKED", "INVALIDATED"]);
