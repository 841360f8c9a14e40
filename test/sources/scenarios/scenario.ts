// What every scenario proves of the 360 answer, through HTTP, whatever a source does: every other block stands, its own are
// null, one coded error names it, all within the deadline; once it is left alone the rest is as fast as without it; and
// it is back within five seconds after it mended, without a restart.
import { appendFileSync } from "node:fs";
import { expect } from "vitest";
import { defaultGuardSettings, type GuardSettings } from "../../../src/sources/kit/guard-settings.js";
import { createDemoBank } from "../../harness/demo-bank.js";
import { toCustomerId } from "../../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../../harness/test-app.js";

/** The sources of the demo bank, and the blocks that each serves. */
export const sourceBlocks = {
  crm: ["profile"],
  holdings: ["products"],
  campaigns: ["contacts"],
  "web-events": ["webEvents"],
  transfers: ["transfers"],
  consultations: ["consultations"],
} as const;

/** A source of the demo bank. */
export type SourceName = keyof typeof sourceBlocks;

const settingNames: Readonly<Record<SourceName, string>> = {
  crm: "CRM_URL",
  holdings: "HOLDINGS_URL",
  campaigns: "CAMPAIGNS_URL",
  "web-events": "WEB_EVENTS_URL",
  transfers: "TRANSFERS_URL",
  consultations: "CONSULTATIONS_URL",
};

const selections: Readonly<Record<string, string>> = {
  profile: "profile { displayName tier }",
  products: "products { id product }",
  contacts: "contacts(first: 2) { edges { node { id } } }",
  webEvents: "webEvents(first: 3) { edges { node { id name } } }",
  transfers: "transfers(first: 3) { edges { node { id amount { amount } } } }",
  consultations: "consultations(first: 2) { edges { node { id topic } } }",
  identities: "identities { namespace value }",
  consents: "consents { purpose state }",
  preferences: "preferences { locale version }",
  triggers: "triggers(first: 2) { edges { node { id } } }",
};

/** All blocks of the 360 answer. */
export const blocks: readonly string[] = Object.keys(selections);

/** The deadline of these gateways, which is the default, and what a busy machine may add to it. */
export const deadlineMs = 800;
export const toleranceMs = 350;

/** A source's fake upstream. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  misbehave(): Promise<void>;
  mend(): Promise<void>;
}

/** A way to misbehave. */
export interface Misbehaviour {
  readonly name: string;
  /** Stands before the database at `url`. */
  readonly start: (url: string) => Promise<Upstream>;
  /** How the first answers may tell it. */
  readonly statuses: readonly string[];
  /** False when the source goes on answering, with refusals: there is no need to leave it alone. */
  readonly opensCircuit?: boolean;
  readonly guard?: Partial<GuardSettings>;
}

/** One answer of the gateway. */
export interface Answer {
  readonly milliseconds: number;
  readonly customer: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** A gateway of which one source can misbehave. */
export interface Stage extends AsyncDisposable {
  readonly app: TestApp;
  readonly upstream: Upstream;
  readonly ask: (without?: readonly string[]) => Promise<Answer>;
}

/** Starts a gateway over a bank of its own. */
export async function startStage(
  { start, guard }: Pick<Misbehaviour, "start" | "guard">,
  source: SourceName,
  { isFollowing = false, staleForMs = 0 } = {},
): Promise<Stage> {
  await using made = new AsyncDisposableStack();
  const bank = made.use(await createDemoBank());
  const upstream = made.use(await start(bank.settings[settingNames[source]] ?? ""));
  const app = made.use(
    await startTestApp({
      bank,
      isFollowing,
      requestDeadlineMs: deadlineMs,
      sourceSettings: { [settingNames[source]]: upstream.url },
      connect: { guard: { ...defaultGuardSettings, ...guard }, staleForMs: { [source]: staleForMs } },
    }),
  );
  const token = await app.token();
  const running = made.move();
  return {
    app,
    upstream,
    ask: (without = []) => ask(app.url, token, without),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

async function ask(url: string, token: string, without: readonly string[]): Promise<Answer> {
  const fields = blocks.filter((block) => !without.includes(block)).map((block) => selections[block]);
  const query = `query ($id: ID!) { customer(id: $id) { id ${fields.join(" ")} } }`;
  const startedAt = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { id: toCustomerId("minjun") } }),
  });
  const body = (await response.json()) as {
    data: { customer: Answer["customer"] };
    errors?: Answer["errors"];
  };
  return {
    milliseconds: performance.now() - startedAt,
    customer: body.data.customer,
    errors: body.errors ?? [],
  };
}

const concurrency = 6;

/** So many callers at once. */
export function askMany({ ask }: Stage): Promise<readonly Answer[]> {
  return Promise.all(Array.from({ length: concurrency }, () => ask()));
}

/** The first answers connect, prepare and compile; answers the first that comes when all callers get a whole one. */
export async function warmUp(stage: Stage): Promise<Answer> {
  const startedAt = performance.now();
  for (;;) {
    const answers = [await stage.ask(), ...(await askMany(stage)), ...(await askMany(stage))];
    const [healthy] = answers;
    if (healthy !== undefined && answers.every(({ errors }) => errors.length === 0)) {
      for (const block of blocks) expect([block, healthy.customer[block]]).not.toEqual([block, null]);
      return healthy;
    }
    expect(performance.now() - startedAt, "milliseconds until all is well").toBeLessThan(20_000);
  }
}

/**
 * Checks an answer while `source` misbehaves, against one of better times; answers the status that the error gives.
 * While the source goes or comes back some of its blocks may have been read in time.
 */
export function expectPartial(
  answer: Answer,
  healthy: Answer,
  source: SourceName,
  isInTransition = false,
): string {
  const own: readonly string[] = sourceBlocks[source];
  for (const block of blocks) {
    const isMissing = own.includes(block) && !(isInTransition && answer.customer[block] !== null);
    expect([block, answer.customer[block]]).toEqual([block, isMissing ? null : healthy.customer[block]]);
  }
  expect(answer.errors).toHaveLength(1);
  const extensions = answer.errors[0]?.extensions ?? {};
  expect(extensions).toMatchObject({ code: "SOURCE_UNAVAILABLE", source, retryable: true });
  expect(answer.milliseconds).toBeLessThan(deadlineMs + toleranceMs);
  return String(extensions["status"]);
}

/** Checks an answer while the source comes and goes: whole, or partial. Answers which. */
export function expectWholeOrPartial(
  answer: Answer,
  healthy: Answer,
  source: SourceName,
): "whole" | "partial" {
  expect(answer.milliseconds).toBeLessThan(deadlineMs + toleranceMs);
  if (answer.errors.length > 0) {
    expectPartial(answer, healthy, source, true);
    return "partial";
  }
  expect(answer.customer).toEqual(healthy.customer);
  return "whole";
}

/** A line of the table. */
export interface Row {
  readonly misbehaviour: string;
  readonly source: string;
  readonly blocksAnswered: string;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The rest, with the source left alone, against the same without its blocks; null when it is not left alone. */
  readonly ratio: number | null;
  readonly recoveryMs: number;
}

/** Prints a line of the table, and adds it as JSON to the file that SCENARIO_REPORT names. */
export function report(row: Row): void {
  const { misbehaviour, source, blocksAnswered, errors, p50Ms, p99Ms, ratio, recoveryMs } = row;
  const cells = [misbehaviour, source, blocksAnswered, errors, p50Ms, p99Ms, ratio ?? "–", recoveryMs];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
  const file = process.env["SCENARIO_REPORT"];
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** The value below which the share `p` of the values lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

/** Asks until an answer is whole, and answers how long that took. */
export async function measureRecovery({ ask }: Stage, healthy: Answer): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { errors, customer } = await ask();
    const elapsed = performance.now() - startedAt;
    if (errors.length === 0) {
      expect(customer).toEqual(healthy.customer);
      return elapsed;
    }
    expect(elapsed, "milliseconds since the source mended").toBeLessThan(maxRecoveryMs);
  }
}

/** From the mending of a source to its first whole answer. */
export const maxRecoveryMs = 5_000;
