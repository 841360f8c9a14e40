// Which duties follow from a consent record, and when. Pure: the record alone decides.
import { uuidFromName } from "../../shared/ids.js";
import { compareInstants, shiftInstant, type Instant } from "../../shared/instant.js";
import type { Channel } from "../customer/channel.js";
import type { Timer } from "../schedule/schedule.js";
import type { ConsentDuty, ConsentDutyKind } from "./consent-duty.js";
import type { RecordsWithDuties } from "./consent-duty-store.js";
import type { ConsentRecord, ConsentState } from "./consent.js";
import { startOfKoreanDay } from "./korean-day.js";

const dayMs = 86_400_000;
/** How long before the due time somebody should begin to act. */
const noticeReminderMs = 7 * dayMs;
const reconfirmationReminderMs = 30 * dayMs;

/** What the law on advertising calls an answer of the person. */
const answers: ReadonlySet<ConsentState> = new Set(["GIVEN", "RENEWED", "REFUSED", "WITHDRAWN"]);
/** The law on advertising is about what is transmitted (정보통신망법 제2조제1항제13호); no channel stands for all of them. */
const notTransmitted: ReadonlySet<Channel | null> = new Set<Channel>(["BRANCH", "POST", "ATM"]);

/** Days within which somebody is told of their answer: that day does not count (민법 제157조), so the fifteenth is too late. */
const resultNoticeDays = 15;

/** Which records duties follow from at `now`, for whoever looks for records whose duties were never planned. */
export function findRecordsWithDuties(now: Instant): RecordsWithDuties {
  const oldest = shiftInstant(now, -(resultNoticeDays + 1) * dayMs);
  return { notTransmitted: [...notTransmitted].filter((channel) => channel !== null), answeredAfter: oldest };
}

/** Name of the task that attends to a duty when its time has come. */
export const consentDutyTask = "attend-consent-duty";

/** The duties of a record that was just written. */
export function planDuties(record: ConsentRecord): readonly ConsentDuty[] {
  const duties: ConsentDuty[] = [];
  const isValid = record.state === "GIVEN" || record.state === "RENEWED";
  if (isValid && record.validUntil !== null) duties.push(toDuty(record, "EXPIRY", record.validUntil, null));
  const reconfirmation = planReconfirmation(record, record.occurredAt);
  if (reconfirmation !== undefined) duties.push(reconfirmation);
  if (isAdvertising(record) && answers.has(record.state)) {
    const dueAt = startOfKoreanDay(record.occurredAt, { days: resultNoticeDays });
    duties.push(toDuty(record, "RESULT_NOTICE", dueAt, noticeReminderMs));
  }
  return duties;
}

/**
 * The first reconfirmation after a time: before the day of the consent comes round in every second year (시행령
 * 제62조의3제1항). Undefined where none is needed, or where the consent ends before.
 */
export function planReconfirmation(record: ConsentRecord, after: Instant): ConsentDuty | undefined {
  if (!isAdvertising(record) || (record.state !== "GIVEN" && record.state !== "RENEWED")) return undefined;
  for (let years = 2; ; years += 2) {
    const dueAt = startOfKoreanDay(record.occurredAt, { years });
    if (compareInstants(dueAt, after) <= 0) continue;
    if (record.validUntil !== null && compareInstants(record.validUntil, dueAt) <= 0) return undefined;
    return toDuty(record, "RECONFIRMATION", dueAt, reconfirmationReminderMs);
  }
}

/** When a duty wants to be looked at next; undefined when it is closed or has nothing to wait for. */
export function findNextStep(duty: ConsentDuty): Instant | undefined {
  if (duty.status !== "OPEN") return undefined;
  return duty.remindAt !== null && duty.raisedAt === null ? duty.remindAt : duty.dueAt;
}

/** The timers of duties. */
export function toTimers(duties: readonly ConsentDuty[]): readonly Timer[] {
  return duties.flatMap((duty) => {
    const at = findNextStep(duty);
    return at === undefined
      ? []
      : [{ key: toTimerKey(duty), at, task: consentDutyTask, payload: { id: duty.id } }];
  });
}

/** Name of a duty's timer. */
export function toTimerKey(duty: Pick<ConsentDuty, "id">): string {
  return `consent-duty:${duty.id}`;
}

function isAdvertising({ purpose, channel }: ConsentRecord): boolean {
  return purpose === "MARKETING" && !notTransmitted.has(channel);
}

function toDuty(
  record: ConsentRecord,
  kind: ConsentDutyKind,
  dueAt: Instant,
  reminderMs: number | null,
): ConsentDuty {
  return {
    // The same duty of the same record has one id on every machine, so that it can be planned once only.
    id: uuidFromName("consent-duty", `${record.id}:${kind}:${dueAt}`),
    customerId: record.customerId,
    recordId: record.id,
    kind,
    status: "OPEN",
    dueAt,
    remindAt: reminderMs === null ? null : shiftInstant(dueAt, -reminderMs).replace(".000Z", "Z"),
    raisedAt: null,
    closedAt: null,
    closedBy: null,
    method: null,
    note: null,
  };
}
