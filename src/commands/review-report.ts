// Makes the report of the monthly review: counts of the log, names from the CRM, findings with the entries behind them.
import {
  defaultReviewLimits,
  evaluateActivity,
  isPersonal,
  type AccountActivity,
  type OwnNameCount,
  type ReviewFinding,
  type ReviewLimits,
  type ReviewReason,
} from "../domains/audit/access-review.js";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import { toNodeId } from "../shared/ids.js";
import type { AccessReviewStore, FindingEntries, ReviewMonth } from "../store/postgres-access-review.js";
import { countOwnNames, type FindFamilyNames, type OwnNames } from "./count-own-names.js";

/** A finding with the first entries behind it, as ids of the API. */
export interface ReportedFinding extends ReviewFinding {
  readonly roles: readonly string[];
  readonly entryIds: readonly string[];
}

/** The report, as `--json` prints it. */
export interface ReviewReport {
  /** `YYYY-MM`, in Korean time. */
  readonly month: string;
  readonly since: string;
  readonly until: string;
  readonly limits: ReviewLimits;
  readonly accounts: number;
  readonly entries: number;
  /** Whether family names could be compared: no account's name is known, or the CRM did not answer. */
  readonly names: "COMPARED" | "NO_ACCOUNT_NAMES" | "SOURCE_DOWN";
  readonly findings: readonly ReportedFinding[];
}

const mostEntryIds = 20;
const entriesOf: Readonly<Record<ReviewReason, FindingEntries>> = {
  VOLUME_OWN: "ALL",
  VOLUME_ROLE: "ALL",
  OFF_HOURS: "OFF_HOURS",
  BULK: "ALL",
  HANDED_OUT: "HANDED_OUT",
  DENIED: "DENIED",
  OWN_NAME: "ALL",
};
const hourMs = 3_600_000;

/** Midnight in Korea, which has no summer time, at the beginning of the month and of the next one. */
export function toReviewMonth(month: string): ReviewMonth {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const start = (at: number) => new Date(Date.UTC(year, at - 1, 1) - 9 * hourMs).toISOString();
  return { since: start(number), until: start(number + 1) };
}

/** Makes the report; without `findFamilyNames` answering, it says so. */
export async function createReviewReport(
  store: AccessReviewStore,
  keys: AccessKeys,
  month: string,
  findFamilyNames: FindFamilyNames,
): Promise<ReviewReport> {
  const window = toReviewMonth(month);
  const activity = await store.listActivity(window);
  const own = await countOwnNames(store, keys, window, activity.filter(isPersonal), findFamilyNames);
  const accounts: readonly AccountActivity[] = activity.map((account) => ({
    ...account,
    ownName: findOwnName(own, account.actor),
  }));
  const roles = new Map(accounts.map((account) => [account.actor, account.roles]));
  const findings: ReportedFinding[] = [];
  for (const finding of evaluateActivity(accounts)) {
    const entryIds = await listEntryIds(store, window, finding, own);
    findings.push({ ...finding, roles: roles.get(finding.actor) ?? [], entryIds });
  }
  return {
    month,
    ...window,
    limits: defaultReviewLimits,
    accounts: accounts.length,
    entries: accounts.reduce((sum, { entries }) => sum + entries, 0),
    names: own.state,
    findings,
  };
}

function findOwnName(own: OwnNames, actor: string): OwnNameCount | null {
  return own.state === "COMPARED" ? (own.counts.get(actor) ?? null) : null;
}

async function listEntryIds(
  store: AccessReviewStore,
  window: ReviewMonth,
  { actor, reason, from }: ReviewFinding,
  own: OwnNames,
): Promise<readonly string[]> {
  const hour =
    from === null ? window : { since: from, until: new Date(Date.parse(from) + hourMs).toISOString() };
  const customerIds = reason === "OWN_NAME" ? own.counts.get(actor)?.customerIds : undefined;
  const which = { entries: entriesOf[reason], ...(customerIds && { customerIds }) };
  const ids = await store.listEntryIds(hour, actor, which, mostEntryIds);
  return ids.map((id) => toNodeId("AccessEntry", id));
}
