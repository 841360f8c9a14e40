// What every source must do, whatever kind of system it reads. A source needs no test of its own for it: give its settings
// and some identities that it knows, and each check is run against the real system or against one that misbehaves.
import { expect } from "vitest";
import { z } from "zod";
import { type FacetName, facets } from "../../src/domains/customer/facets.js";
import { type IdentityKey, identityKeyText } from "../../src/domains/identity/identity.js";
import type { Source } from "../../src/sources/kit/connect-source.js";
import type { AskedRecord, ConnectedSource, ReadOptions } from "../../src/sources/kit/define-source.js";
import { startMisbehavingHttp } from "./misbehaving-http.js";
import { startMisbehavingPostgres } from "./misbehaving-postgres.js";
import type { Misbehaviour, MisbehavingSystem } from "./misbehaving-system.js";

/** What a source is proved with. */
export interface ConformanceCase {
  readonly source: Source;
  /** Settings that lead to a system that works; undefined when there is none: then only faults are proved. */
  readonly settings: Readonly<Record<string, string>> | undefined;
  /** Identities that the system may know. */
  readonly keys: readonly IdentityKey[];
}

/** A source in front of a system that can be told to misbehave. */
interface Bench extends AsyncDisposable {
  readonly source: ConnectedSource;
  readonly keys: ConformanceCase["keys"];
  readonly secrets: readonly string[];
  /** Everything that was logged and thrown. */
  readonly told: unknown[];
  readonly behave: (mode: Misbehaviour | undefined) => void;
}

/** A law, by the name that the table of results shows. */
export interface ConformanceCheck {
  readonly name: string;
  /** Whether it can only be proved with a system that works. */
  readonly needsData: boolean;
  readonly prove: (bench: Bench) => Promise<void>;
}

const patienceMs = 250;
const calm = (): ReadOptions => ({ signal: AbortSignal.timeout(10_000) });
const hurried = (): ReadOptions => ({ signal: AbortSignal.timeout(patienceMs) });
const strangers = ["", "0", "' or 1=1 --", "\0", "💥\ud800", "..", "../health", "?", "x".repeat(2_000)];

/** The laws. */
export const conformanceChecks: readonly ConformanceCheck[] = [
  {
    name: "unknown key",
    needsData: true,
    prove: (bench) =>
      eachFacet(bench, async (facet, keys) => {
        const unknown = strangers.map((value) => ({ namespace: facets[facet].keys[0]!.namespace, value }));
        expect(await read(bench, facet, unknown)).toEqual([]);
        const known = await read(bench, facet, keys);
        expect(known.length, "the system knows some of the identities").toBeGreaterThan(0);
        const mixed = await read(bench, facet, [...unknown, ...keys]);
        expect(mixed.map(({ record }) => record)).toEqual(known.map(({ record }) => record));
        expect(await bench.source.facets[facet]?.readByIds([...strangers], calm())).toEqual([]);
      }),
  },
  {
    name: "duplicate key",
    needsData: true,
    prove: (bench) =>
      eachFacet(bench, async (facet, keys) => {
        const found = await read(bench, facet, [...keys, ...keys]);
        const half = keys.length;
        const of = (isSecond: boolean) =>
          found.filter(({ ask }) => ask >= half === isSecond).map(({ ask, record }) => [ask % half, record]);
        expect(of(true)).toEqual(of(false));
        expect(of(true).length).toBeGreaterThan(0);
        const [first] = found;
        const id = first?.record.recordId ?? "";
        const byIds = await bench.source.facets[facet]?.readByIds([id, id], calm());
        expect(new Set(byIds?.map(({ record }) => record.recordId))).toEqual(new Set([id]));
      }),
  },
  {
    name: "batch limit",
    needsData: true,
    prove: (bench) =>
      eachFacet(bench, async (facet, keys) => {
        const many = Array.from({ length: 500 }, (_, n) => keys[n % keys.length]!);
        const found = await read(bench, facet, many, (ask) => 1 + (ask % 3));
        const counts = new Map<number, number>();
        for (const { ask } of found) counts.set(ask, (counts.get(ask) ?? 0) + 1);
        for (const [ask, count] of counts) expect(count).toBeLessThanOrEqual(1 + (ask % 3));
        const answered = new Set(found.map(({ ask }) => ask % keys.length));
        expect(counts.size).toBeGreaterThanOrEqual(Math.floor(500 / keys.length) * answered.size);
      }),
  },
  {
    name: "bad record",
    needsData: true,
    prove: (bench) =>
      eachFacet(bench, async (facet, keys) => {
        const whole = await read(bench, facet, keys);
        bench.behave("bad record");
        const refused: string[] = [];
        const rest = await read(bench, facet, keys, undefined, {
          ...calm(),
          onRefused: ({ path }) => refused.push(path),
        });
        bench.behave(undefined);
        // One in each answer of the system, of which a batch may need several.
        expect(refused.length).toBeGreaterThan(0);
        for (const path of refused) expect(path).toMatch(/\w/);
        expect(rest.length).toBeGreaterThan(0);
        expect(rest).toHaveLength(whole.length - refused.length);
        const wholeTexts = whole.map((one) => JSON.stringify(one));
        for (const one of rest) expect(wholeTexts).toContain(JSON.stringify(one));
      }),
  },
  {
    name: "abort signal",
    needsData: false,
    prove: (bench) =>
      eachFacet(bench, async (facet, keys) => {
        const leaving = new AbortController();
        leaving.abort();
        await expectFailure(bench, read(bench, facet, keys, undefined, { signal: leaving.signal }));
        bench.behave("hanging");
        const later = new AbortController();
        const reading = expectFailure(bench, read(bench, facet, keys, undefined, { signal: later.signal }));
        const abortedAt = performance.now();
        setTimeout(() => later.abort(), 30);
        await reading;
        expect(performance.now() - abortedAt).toBeLessThan(2_000);
        bench.behave(undefined);
      }),
  },
  { name: "500", needsData: false, prove: (bench) => proveFault(bench, "failing") },
  { name: "hang", needsData: false, prove: (bench) => proveFault(bench, "hanging", "TIMEOUT") },
  { name: "malformed body", needsData: false, prove: (bench) => proveFault(bench, "malformed") },
  {
    name: "secret never logged",
    needsData: false,
    prove: async (bench) => {
      for (const mode of ["failing", "malformed", "hanging", "bad record"] as const) {
        bench.behave(mode);
        await eachFacet(bench, async (facet, keys) => {
          await read(bench, facet, keys, undefined, hurried()).catch((error: unknown) =>
            bench.told.push(error),
          );
        });
      }
      bench.behave(undefined);
      const text = bench.told.map(toText).join("\n");
      expect(text).not.toBe("");
      for (const secret of bench.secrets) expect(text.includes(secret)).toBe(false);
    },
  },
  {
    name: "ping",
    needsData: false,
    prove: async (bench) => {
      for (const mode of ["failing", "hanging", "malformed"] as const) {
        bench.behave(mode);
        await expectFailure(bench, bench.source.ping(hurried()));
      }
    },
  },
];

/** Connects a source to a system that can misbehave. */
export async function startBench({ source, settings, keys }: ConformanceCase): Promise<Bench> {
  await using started = new AsyncDisposableStack();
  const given = settings ?? inventSettings(source);
  const systems: MisbehavingSystem[] = [];
  const proxied: Record<string, string> = {};
  for (const name of Object.keys(source.settings.shape)) {
    const value = given[name];
    if (value === undefined) continue;
    const start = value.startsWith("postgres") ? startMisbehavingPostgres : startMisbehavingHttp;
    if (!/^(postgres|http)/.test(value) || !URL.canParse(value)) {
      proxied[name] = value;
      continue;
    }
    const system = started.use(await start(value));
    systems.push(system);
    proxied[name] = system.url;
  }
  const told: unknown[] = [];
  const log = (...line: unknown[]): void => void told.push(line);
  const connected = source.connect(proxied, {
    logger: { warn: log },
    // The circuit would answer in the system's place.
    guard: { breakerFailures: 1_000, probeIntervalMs: 1_000, maxQueued: 500 },
  });
  started.defer(() => connected.close());
  const running = started.move();
  return {
    source: connected,
    keys,
    secrets: findSecrets(proxied),
    told,
    behave: (mode) => {
      for (const system of systems) system.behave(mode);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Settings of the right form for a system that nobody has. */
function inventSettings({ settings }: Source): Readonly<Record<string, string>> {
  const forms = [
    "postgres://gateway:invented-secret@127.0.0.1:1/source",
    "http://127.0.0.1:1/service",
    "invented-secret",
  ];
  return Object.fromEntries(
    Object.entries(settings.shape).map(([name, schema]) => {
      const fits = (form: string) => z.safeParse(schema, form).success;
      const form = name.endsWith("_URL") ? forms.find(fits) : "invented-secret";
      if (form === undefined) throw new Error(`No form fits the setting ${name}.`);
      return [name, form];
    }),
  );
}

/** Everything in the settings that is no address. */
function findSecrets(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (!URL.canParse(value)) return name.endsWith("_ID") ? [] : [value];
    const { password } = new URL(value);
    return password === "" ? [] : [password];
  });
}

async function eachFacet(
  { source, keys }: Bench,
  prove: (facet: FacetName, keys: readonly IdentityKey[]) => Promise<void>,
): Promise<void> {
  for (const facet of Object.keys(source.facets) as FacetName[]) {
    const { namespace } = facets[facet].keys[0]!;
    const known = keys.filter((key) => key.namespace === namespace).slice(0, 20);
    await prove(facet, known.length > 0 ? known : [{ namespace, value: "1" }]);
  }
}

/** Records in the order of their asks, each ask's newest first. */
async function read(
  { source }: Bench,
  facet: FacetName,
  keys: readonly IdentityKey[],
  toLimit: (ask: number) => number = () => 5,
  options: ReadOptions = calm(),
): Promise<readonly AskedRecord<FacetName>[]> {
  const asks = keys.map((key, ask) => ({ key, page: { limit: toLimit(ask) } }));
  const found = (await source.facets[facet]?.read(asks, options)) ?? [];
  const order = ({ ask, record }: AskedRecord<FacetName>): string =>
    `${identityKeyText(keys[ask]!)} ${String(ask).padStart(4, "0")} ${record.recordId}`;
  return [...found].toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
}

async function expectFailure(bench: Bench, work: Promise<unknown>, status?: string): Promise<void> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  bench.told.push(failure);
  expect(failure).toMatchObject({
    code: "SOURCE_UNAVAILABLE",
    details: { source: bench.source.name, ...(status !== undefined && { status }) },
  });
}

/** A fault fails the read with one coded error within its time, and leaves nothing behind. */
async function proveFault(bench: Bench, mode: Misbehaviour, status?: string): Promise<void> {
  await eachFacet(bench, async (facet, keys) => {
    // A system that works has told us who we are; some faults come only after that.
    await read(bench, facet, keys).catch(() => undefined);
    bench.behave(mode);
    const startedAt = performance.now();
    await expectFailure(bench, read(bench, facet, keys, undefined, hurried()), status);
    expect(performance.now() - startedAt).toBeLessThan(patienceMs + 1_000);
    bench.behave(undefined);
  });
}

function toText(told: unknown): string {
  if (!(told instanceof Error)) return JSON.stringify(told) ?? "";
  const { name, message, stack = "", cause, ...rest } = told;
  return `${name} ${message} ${stack} ${JSON.stringify(rest)} ${cause === undefined ? "" : toText(cause)}`;
}
