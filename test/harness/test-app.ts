// A whole gateway over a demo bank, on a port of its own, for tests through the public door.
import { generateKeyPair, exportJWK, SignJWT, type JWK } from "jose";
import request from "supertest";
import { createApp, type App, type AppOptions } from "../../src/app.js";
import type { AccessLog } from "../../src/domains/audit/access-log.js";
import type { Read } from "../../src/loaders/loaders.js";
import type { NoticeRegister } from "../../src/domains/consent/notice-register.js";
import { silentLogger } from "../../src/observability/logger.js";
import { createLocalKeySource } from "../../src/security/key-source.js";
import { loadPolicy } from "../../src/security/policy/load-policy.js";
import type { Policy } from "../../src/security/policy/policy.js";
import type { Role } from "../../src/security/viewer.js";
import type { Purpose } from "../../src/domains/consent/consent.js";
import { systemClock, type Clock } from "../../src/shared/clock.js";
import { sources } from "../../src/sources/index.js";
import type { ConnectOptions, Source } from "../../src/sources/kit/connect-source.js";
import type { GraphiqlSettings } from "../../src/transport/graphiql.js";
import { testKeyRing } from "../fakes/key-ring.js";
import { readDemoNotices } from "./demo-notices.js";
import { createDemoBank, type DemoBank } from "./demo-bank.js";

const issuer = "urn:test:issuer";
const audience = "customer-360";

/** An answer as a client gets it. */
export interface Answer {
  readonly status: number;
  readonly data: Record<string, never> | null | undefined;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    locations?: readonly object[];
    extensions: Record<string, unknown>;
  }[];
  readonly body: unknown;
}

/** Who asks in a test. */
export interface Caller {
  readonly role?: Role;
  /** Subject of the token; by default one for each role. */
  readonly account?: string;
  readonly purpose?: Purpose | null;
  readonly expiresInSeconds?: number;
  /** Branches and customers that the token assigns. */
  readonly branches?: readonly string[];
  readonly cases?: readonly string[];
}

/** A running gateway. */
export interface TestApp extends AsyncDisposable {
  readonly url: string;
  readonly bank: DemoBank;
  readonly app: App;
  /** Batches of all operations since the last call. */
  takeReads(): readonly Read[];
  /** Answers by a plan since the last call. */
  takePlanned(): number;
  token(caller?: Caller): Promise<string>;
  ask(query: string, variables?: Record<string, unknown>, caller?: Caller): Promise<Answer>;
}

/** What a test may choose. */
export interface TestAppOptions {
  readonly bank?: DemoBank;
  /** By default the bank's own. */
  readonly databaseUrl?: string;
  /** How long the database may be silent over a statement. */
  readonly storeSilenceMs?: number;
  readonly clock?: Clock;
  /** By default the shipped one. */
  readonly policy?: Policy;
  /** Takes the place of the store's. */
  readonly accessLog?: AccessLog;
  readonly requestDeadlineMs?: number;
  /** How subscriptions are served. */
  readonly live?: AppOptions["live"];
  /** How it listens; by default on any free port. */
  readonly transport?: Partial<AppOptions["transport"]>;
  /** False: nothing but what the test asks reaches the databases. */
  readonly isFollowing?: boolean;
  /** What this process does; by default everything, or only answering where nothing is followed. */
  readonly role?: AppOptions["role"];
  /** Whoever shows it is told the metrics. */
  readonly metricsToken?: string;
  /** URLs that replace those of the bank, e.g. of a source that is dead. */
  readonly sourceSettings?: Readonly<Record<string, string>>;
  /** Other sources than those of the product. */
  readonly sources?: readonly Source[];
  /** The privacy notices; by default those of the demo bank. */
  readonly notices?: NoticeRegister;
  /** How the sources are guarded. */
  readonly connect?: ConnectOptions;
  /** How people's rights are met. */
  readonly rights?: AppOptions["rights"];
  /** With which events may be sent by HTTP. */
  readonly writeKeys?: AppOptions["writeKeys"];
  readonly ingestLimits?: AppOptions["ingestLimits"];
  /** The GraphiQL page, given a way to tokens of this gateway. */
  readonly graphiql?: (token: TestApp["token"]) => GraphiqlSettings;
}

/** Starts a gateway; with no bank given it gets a copy of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using made = new AsyncDisposableStack();
  const bank = options.bank ?? made.use(await createDemoBank());
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const key: JWK = { ...(await exportJWK(publicKey)), kid: "test", alg: "ES256" };
  let planned = 0;
  let reads: (() => readonly Read[])[] = [];
  const settings = { ...bank.settings, ...options.sourceSettings };
  const token = async ({
    role = "AGENT",
    account = `test-${role.toLowerCase()}`,
    purpose = "SERVICE",
    expiresInSeconds = 600,
    branches,
    cases,
  }: Caller = {}): Promise<string> =>
    new SignJWT({ roles: [role], ...(purpose === null ? {} : { purposes: [purpose] }), branches, cases })
      .setProtectedHeader({ alg: "ES256", kid: "test" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(account)
      .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
      .sign(privateKey);

  const app = made.use(
    await createApp({
      databaseUrl: options.databaseUrl ?? bank.urls.gateway,
      ...(options.storeSilenceMs !== undefined && { storeSilenceMs: options.storeSilenceMs }),
      keyRing: testKeyRing,
      sources: (options.sources ?? sources).map((source) => source.connect(settings, options.connect)),
      tokens: { issuer, audience, keys: createLocalKeySource({ keys: [key] }) },
      policy: options.policy ?? loadPolicy(),
      ...(options.accessLog && { accessLog: options.accessLog }),
      ...(options.live && { live: options.live }),
      transport: { port: 0, ...options.transport },
      notices: options.notices ?? readDemoNotices(),
      logger: silentLogger,
      clock: options.clock ?? systemClock,
      requestDeadlineMs: options.requestDeadlineMs ?? 5_000,
      sourcePollIntervalMs: 100,
      role: options.role ?? ((options.isFollowing ?? true) ? "all" : "gateway"),
      onPlanned: () => (planned += 1),
      onReads: (find) => reads.push(find),
      ...(options.writeKeys && { writeKeys: options.writeKeys }),
      ...(options.ingestLimits && { ingestLimits: options.ingestLimits }),
      ...(options.metricsToken !== undefined && { metricsToken: options.metricsToken }),
      ...(options.rights && { rights: options.rights }),
      ...(options.graphiql && { graphiql: options.graphiql(token) }),
    }),
  );
  const { url } = await app.listen();
  const running = made.move();

  return {
    url,
    bank,
    app,
    token,
    takePlanned() {
      const taken = planned;
      planned = 0;
      return taken;
    },
    takeReads() {
      const taken = reads.flatMap((find) => find());
      reads = [];
      return taken;
    },
    async ask(query, variables, caller) {
      const response = await request(url)
        .post("/graphql")
        .set("authorization", `Bearer ${await token(caller)}`)
        .send({ query, variables });
      const body = response.body as Answer;
      return { status: response.status, data: body.data, ...(body.errors && { errors: body.errors }), body };
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
