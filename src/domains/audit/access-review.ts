// The monthly review of the access log (안전성 확보조치 기준 제8조 제2항): from counts by account to findings that a person has to
// look at. A finding proves nothing against anybody; it says why it is worth a question, and names entries.

/** What one account did in the month. */
export interface AccountActivity {
  readonly actor: string;
  /** The roles that it had most often. */
  readonly roles: readonly string[];
  readonly entries: number;
  readonly persons: number;
  readonly offHours: number;
  readonly denied: number;
  readonly handedOut: number;
  /** Most different persons within an hour, and when that hour began; null without any entry. */
  readonly busiestHour: { readonly persons: number; readonly from: string } | null;
  /** Entries of each earlier month in which it did anything, at most twelve. */
  readonly earlierMonths: readonly number[];
  /** Persons of the account's own family name; null when its name or the persons' names are not known. */
  readonly ownName: OwnNameCount | null;
}

/** How often an account met its own family name, and how common that name is among all persons of the month. */
export interface OwnNameCount {
  readonly persons: number;
  readonly of: number;
  /** 0 to 1 */
  readonly shareOfName: number;
}

/** Why an account is in the report. */
export type ReviewReason =
  | "VOLUME_OWN"
  | "VOLUME_ROLE"
  | "OFF_HOURS"
  | "BULK"
  | "HANDED_OUT"
  | "DENIED"
  | "OWN_NAME";

/** One line of the report: what was counted, and beside what. */
export interface ReviewFinding {
  readonly actor: string;
  readonly reason: ReviewReason;
  readonly count: number;
  /** The number beside which the count stands out; null where each one counts. */
  readonly usual: number | null;
  /** Of the busiest hour, RFC 3339. */
  readonly from: string | null;
}

/** From where on something is worth a look. */
export interface ReviewLimits {
  /** Times the median of the account's own earlier months. */
  readonly ownVolume: number;
  /** Times the median of the accounts of the same role. */
  readonly roleVolume: number;
  /** Fewer entries than this are never too many. */
  readonly leastVolume: number;
  readonly bulkPersons: number;
  readonly offHours: number;
  readonly denied: number;
  /** How unlikely a number of persons of the own name has to be by chance. */
  readonly ownNameChance: number;
}

/** The limits of a report that was not told others. */
export const defaultReviewLimits: ReviewLimits = {
  ownVolume: 3,
  roleVolume: 5,
  leastVolume: 50,
  bulkPersons: 50,
  offHours: 10,
  denied: 5,
  ownNameChance: 0.01,
};

/** Whether an account is a person's: websites and other systems have no working hours. */
export function isPersonal({ actor, roles }: Pick<AccountActivity, "actor" | "roles">): boolean {
  if (actor.startsWith("system:")) return false;
  return roles.some((role) => role !== "FRONTEND" && role !== "INTERNAL_APP");
}

/** The findings of a month, account by account. */
export function evaluateActivity(
  accounts: readonly AccountActivity[],
  limits: ReviewLimits = defaultReviewLimits,
): readonly ReviewFinding[] {
  const byRole = Map.groupBy(accounts, ({ roles }) => roles.join());
  const roleMedians = new Map(
    [...byRole].map(([role, same]) => [role, toMedian(same.map(({ entries }) => entries))]),
  );
  return accounts.flatMap((account) => evaluateAccount(account, roleMedians, byRole, limits));
}

function evaluateAccount(
  account: AccountActivity,
  roleMedians: ReadonlyMap<string, number>,
  byRole: ReadonlyMap<string, readonly AccountActivity[]>,
  limits: ReviewLimits,
): readonly ReviewFinding[] {
  const { actor, entries, earlierMonths, busiestHour, ownName } = account;
  const findings: ReviewFinding[] = [];
  const find = (reason: ReviewReason, count: number, usual: number | null, from: string | null = null) =>
    findings.push({ actor, reason, count, usual, from });
  const role = account.roles.join();
  const own = toMedian(earlierMonths);
  const isMuch = entries >= limits.leastVolume;
  if (isMuch && earlierMonths.length > 0 && entries > limits.ownVolume * own)
    find("VOLUME_OWN", entries, own);
  const median = roleMedians.get(role) ?? 0;
  // A median of one or two accounts is those accounts.
  if (isMuch && (byRole.get(role)?.length ?? 0) >= 3 && entries > limits.roleVolume * median)
    find("VOLUME_ROLE", entries, median);
  if (isPersonal(account)) {
    if (account.offHours >= limits.offHours) find("OFF_HOURS", account.offHours, limits.offHours);
    if (busiestHour !== null && busiestHour.persons >= limits.bulkPersons)
      find("BULK", busiestHour.persons, limits.bulkPersons, busiestHour.from);
  }
  if (account.handedOut > 0) find("HANDED_OUT", account.handedOut, null);
  if (account.denied >= limits.denied) find("DENIED", account.denied, limits.denied);
  if (ownName !== null && toChanceOfMore(ownName) < limits.ownNameChance) {
    find("OWN_NAME", ownName.persons, ownName.of * ownName.shareOfName);
  }
  return findings;
}

/** The middle of numbers; of an even count the mean of the two; 0 of none. */
export function toMedian(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * The chance of so many persons of one name or more when they are drawn at random: the upper tail of the binomial
 * distribution. In logarithms, since n may be in the ten thousands.
 */
export function toChanceOfMore({ persons, of, shareOfName }: OwnNameCount): number {
  if (persons === 0) return 1;
  if (shareOfName <= 0) return 0;
  if (shareOfName >= 1) return 1;
  let chance = 0;
  let logTerm = of * Math.log1p(-shareOfName);
  for (let k = 0; k < persons; k++) {
    chance += Math.exp(logTerm);
    logTerm += Math.log((of - k) / (k + 1)) + Math.log(shareOfName / (1 - shareOfName));
  }
  return Math.max(0, 1 - chance);
}
