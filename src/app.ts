// The composition root: the only file that knows every part. In: settings, connected sources, who may issue tokens.
// Out: an app that is prepared (store migrated), then linked, then listening; closed in the opposite order.
import type { AccessLog } from "./domains/audit/access-log.js";
import { attendConsentDuty } from "./domains/consent/attend-consent-duty.js";
import { completeConsentDuty } from "./domains/consent/complete-consent-duty.js";
import { emptyNoticeRegister, type NoticeRegister } from "./domains/consent/notice-register.js";
import { consentDutyTask } from "./domains/consent/plan-duties.js";
import { planMissingDuties } from "./domains/consent/plan-missing-duties.js";
import { recordConsent } from "./domains/consent/record-consent.js";
import { updatePreferences } from "./domains/contact-policy/update-preferences.js";
import { recordConsultation } from "./domains/customer/record-consultation.js";
import { facetNames, facets, type FacetName } from "./domains/customer/facets.js";
import { erasePersonalData, listErasures, type ErasureParts } from "./domains/rights/erase-personal-data.js";
import { exportPersonalData, type ExportParts } from "./domains/rights/export-personal-data.js";
import { liftRestriction, withdrawObjection } from "./domains/rights/lift-limits.js";
import { openExport } from "./domains/rights/open-export.js";
import { recordRightsRequest } from "./domains/rights/record-rights-request.js";
import { extendRightsRequest, resolveRightsRequest } from "./domains/rights/resolve-rights-request.js";
import type { EventLog } from "./domains/events/event.js";
import type { Timer } from "./domains/schedule/schedule.js";
import { createEventStream } from "./events/event-stream.js";
import { createPostgresEventLog } from "./events/postgres-event-log.js";
import { buildApiSchema, buildSchema } from "./graphql/build-schema.js";
import { createPipeline } from "./graphql/create-pipeline.js";
import { findMembers } from "./graphql/plan/find-members.js";
import { createPlanner } from "./graphql/plan/planner.js";
import { followSourceChanges } from "./ingest/follow-source-changes.js";
import { linkAllIdentities, type LinkProgress } from "./ingest/link-identities.js";
import { createLoaders } from "./loaders/create-loaders.js";
import { createExportReaders } from "./loaders/export-readers.js";
import type { Loaders, Read } from "./loaders/loaders.js";
import { createSharedReads } from "./loaders/shared-reads.js";
import { ReadCache } from "./loaders/read-cache.js";
import type { Logger } from "./observability/logger.js";
import { toGatewayError } from "./observability/report.js";
import { deliverRightsNotices, type NoticeAddress } from "./reactions/deliver-rights-notices.js";
import { evaluateRules } from "./reactions/evaluate-rules.reaction.js";
import { forgetCachedReads } from "./reactions/forget-cached-reads.reaction.js";
import { forgetExpiredExports } from "./reactions/forget-expired-exports.js";
import { runReactions } from "./reactions/run-reactions.js";
import { toAccessKeys } from "./security/access-keys.js";
import { createIdentifierCipher } from "./security/create-identifier-cipher.js";
import { runSchedule } from "./schedule/run-schedule.js";
import { createAuthenticator, type AuthenticatorSettings } from "./security/authenticate.js";
import { createCertificateSigner } from "./security/sign-certificate.js";
import { createExportCipher } from "./security/seal-export.js";
import type { KeyRing } from "./security/key-ring.js";
import type { Policy } from "./security/policy/policy.js";
import { systemClock, type Clock } from "./shared/clock.js";
import type { ConnectedSource } from "./sources/kit/define-source.js";
import { keepAccessLog } from "./store/keep-access-log.js";
import { createStore, type Store } from "./store/create-store.js";
import type { GraphiqlSettings } from "./transport/graphiql.js";
import type { PartHealth } from "./transport/health.js";
import { exportsPath } from "./transport/exports.js";
import { startTransport, type Transport } from "./transport/start-transport.js";
import type { TransportOptions } from "./transport/transport-settings.js";

/** What an app is made of. */
export interface AppOptions {
  readonly databaseUrl: string;
  /** The keys of personal data at rest. */
  readonly keyRing: KeyRing;
  /** Connected already; the app closes them. */
  readonly sources: readonly ConnectedSource[];
  readonly tokens: AuthenticatorSettings;
  /** Who may see what of whom. */
  readonly policy: Policy;
  /** Takes the place of the store's access log; for tests. */
  readonly accessLog?: AccessLog;
  readonly transport: TransportOptions;
  /** The privacy notices that consents name; by default none is known. */
  readonly notices?: NoticeRegister;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly requestDeadlineMs: number;
  readonly sourcePollIntervalMs: number;
  /** How long entries of the access log are kept, 2 years by default. */
  readonly accessLogRetentionYears?: number;
  /** False: this process only answers; following the sources and running the reactions is another's work. */
  readonly isFollowing?: boolean;
  readonly graphiql?: GraphiqlSettings;
  /** How people's rights are met; without it no source is told and exports last a day. */
  readonly rights?: {
    readonly addresses: ReadonlyMap<string, NoticeAddress>;
    readonly exportLifetimeHours: number;
    /** Where callers reach the gateway; undefined: where it listens. */
    readonly publicUrl: string | undefined;
  };
  /** Hears of every answer by a plan; for tests and measurements. */
  readonly onPlanned?: () => void;
  /** Hears the batches of every operation when it is over; for tests and measurements. */
  readonly onReads?: (reads: () => readonly Read[]) => void;
}

/** A gateway in the making, then at work. */
export interface App extends AsyncDisposable {
  readonly store: Store;
  /** Brings the identity links up to date with the sources. */
  linkIdentities(onProgress?: (progress: LinkProgress) => void): Promise<void>;
  /** Starts to answer and to follow the sources. */
  listen(): Promise<Pick<Transport, "url" | "server">>;
}

/** Prepares an app: the store is migrated, nothing listens yet. */
export async function createApp(options: AppOptions): Promise<App> {
  const { sources, logger, clock = systemClock } = options;
  await using started = new AsyncDisposableStack();
  for (const source of sources) started.defer(() => source.close());
  const store = await createStore({
    url: options.databaseUrl,
    clock,
    logger,
    accessKeys: toAccessKeys(options.keyRing),
    cipher: createIdentifierCipher(options.keyRing),
  });
  started.defer(() => store.close());
  await store.migrate((progress) => logger.info(progress, "Sealing identities from before."));
  const running = started.move();

  return {
    store,
    async linkIdentities(onProgress) {
      const { failed } = await linkAllIdentities({
        sources,
        unitOfWork: store.unitOfWork,
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      for (const { source, error } of failed) {
        logger.warn(
          { source, err: error },
          "The identities of a source were not read; they are read when it is back.",
        );
      }
    },
    listen: () => listen(options, store, clock, running),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

async function listen(
  options: AppOptions,
  store: Store,
  clock: Clock,
  running: AsyncDisposableStack,
): Promise<Pick<Transport, "url" | "server">> {
  const { sources, logger } = options;
  const eventLog = createPostgresEventLog({
    read: store.read,
    onAppended: (listener) => store.onAppended(listener),
    logger,
  });
  const events = running.use(createEventStream(eventLog));
  const readCache = sources.some(({ staleForMs }) => staleForMs > 0) ? new ReadCache(clock) : undefined;
  if (readCache !== undefined) forgetReads(options, readCache, store, eventLog, clock, running);
  const newRequestLoaders = (signal: AbortSignal): Loaders => {
    const loaders = createLoaders(
      {
        sources,
        stores: store,
        readTimeoutMs: options.requestDeadlineMs,
        clock,
        ...(readCache && { readCache }),
      },
      { signal },
    );
    options.onReads?.(() => loaders.reads);
    return loaders;
  };

  // Before the first answer, so that a key or a table that is missing stops the start and not an answer.
  await store.accessLog.open();
  const retentionYears = options.accessLogRetentionYears ?? 2;
  running.use(await keepAccessLog({ store, retentionYears, clock, logger }));
  const ports = { unitOfWork: store.unitOfWork, clock };
  const rights = toErasureParts(options, store, clock);
  const exporting = toExportParts(options, store, clock);
  const schema = buildSchema(options.policy);
  const accessLog = options.accessLog ?? store.accessLog;
  const pipeline = await createPipeline(
    schema,
    {
      clock,
      events,
      policy: options.policy,
      createLoaders: newRequestLoaders,
      accessLog,
      ...(options.notices && { notices: options.notices }),
      useCases: {
        recordConsent: (actor, input) => recordConsent(ports, actor, input),
        completeConsentDuty: (actor, input) => completeConsentDuty(ports, actor, input),
        updatePreferences: (actor, input) => updatePreferences(ports, actor, input),
        recordConsultation: (actor, input) => recordConsultation(ports, actor, input),
        recordRightsRequest: (actor, input) => recordRightsRequest(rights, actor, input),
        exportPersonalData: async (actor, input) => {
          const answer = await exportPersonalData(exporting, actor, input);
          if ("refusal" in answer) return answer;
          const base = (options.rights?.publicUrl ?? transport.url).replace(/\/$/, "");
          return { url: `${base}${exportsPath}/${answer.token}`, expiresAt: answer.expiresAt };
        },
        erasePersonalData: (actor, input) => erasePersonalData(rights, actor, input),
        listErasures: (page) => listErasures(rights, page),
        resolveRightsRequest: (actor, input) => resolveRightsRequest(ports, actor, input),
        extendRightsRequest: (actor, input) => extendRightsRequest(ports, actor, input),
        liftRestriction: (actor, input) => liftRestriction(ports, actor, input),
        withdrawObjection: (actor, input) => withdrawObjection(ports, actor, input),
      },
    },
    (error) => toGatewayError(error, logger),
  );
  running.defer(() => pipeline.apollo.stop());

  if (options.isFollowing ?? true) {
    follow(options, store, eventLog, clock, running);
    await keepTime(options, store, clock, running);
  }

  const planner = createPlanner({
    schema,
    isMember: findMembers(buildApiSchema()),
    policy: options.policy,
    accessLog,
    clock,
    // What takes longer leaves the general path its time to answer in parts.
    reads: createSharedReads({ sources, stores: store, readTimeoutMs: options.requestDeadlineMs / 4 }),
  });
  const transport = await startTransport({
    handler: {
      ...pipeline,
      answerPlanned: async (request, origin) => {
        try {
          const answer = await planner.answer(request, origin);
          if (answer !== undefined) options.onPlanned?.();
          return answer;
        } catch (error) {
          toGatewayError(error, logger);
          return undefined;
        }
      },
    },
    authenticator: createAuthenticator(options.tokens, clock, store.accountNames),
    settings: options.transport,
    logger,
    findHealth: () => findHealth(store, sources),
    openExport: (token, origin) => openExport({ ...exporting, accessLog: store.accessLog }, token, origin),
    ...(options.graphiql === undefined ? {} : { graphiql: options.graphiql }),
  });
  running.defer(() => transport.close());
  return { url: transport.url, server: transport.server };
}

/** What erasing, and telling sources, works with. */
function toErasureParts({ sources, rights, keyRing }: AppOptions, store: Store, clock: Clock): ErasureParts {
  return {
    unitOfWork: store.unitOfWork,
    clock,
    erasures: store.erasures,
    notices: store.rightsNotices,
    sign: createCertificateSigner(keyRing),
    sources: sources.map((source) => ({
      name: source.name,
      namespaces: listFacets(source).flatMap((name) => facets[name].keys.map(({ namespace }) => namespace)),
      hasAddress: rights?.addresses.has(source.name) ?? false,
    })),
  };
}

/** What exporting works with: loaders of its own for each page, which neither hurry nor remember. */
function toExportParts(
  { sources, rights, keyRing, notices = emptyNoticeRegister }: AppOptions,
  store: Store,
  clock: Clock,
): ExportParts {
  return {
    unitOfWork: store.unitOfWork,
    clock,
    exports: store.personalExports,
    cipher: createExportCipher(keyRing),
    findCustomer: async (id) => (await store.identities.loadCustomers([id])).get(id),
    createReaders: (customerId) =>
      createExportReaders({
        customerId,
        accessEntries: store.accessEntries,
        notices,
        createLoaders: () =>
          createLoaders({
            sources,
            stores: store,
            readTimeoutMs: exportDeadlineMs,
            clock,
            isBackground: true,
          }),
      }),
    sources: sources.map((source) => ({ name: source.name, facets: listFacets(source) })),
    lifetimeHours: rights?.exportLifetimeHours ?? 24,
  };
}

function listFacets(source: ConnectedSource): readonly FacetName[] {
  return facetNames.filter((name) => source.facets[name] !== undefined);
}

/** Every process drops from its own cache, also one that follows nothing else. */
function forgetReads(
  { sources, logger }: AppOptions,
  cache: ReadCache,
  store: Store,
  eventLog: EventLog,
  clock: Clock,
  running: AsyncDisposableStack,
): void {
  const reaction = forgetCachedReads({
    cache,
    createLoaders: () => createLoaders({ sources, stores: store, readTimeoutMs: reactionDeadlineMs, clock }),
  });
  running.use(runReactions({ reactions: [reaction], eventLog, unitOfWork: store.unitOfWork, logger }));
}

/** Turns what happens in the sources into events, and events into triggers. */
function follow(
  { sources, logger, sourcePollIntervalMs, rights }: AppOptions,
  store: Store,
  eventLog: EventLog,
  clock: Clock,
  running: AsyncDisposableStack,
): void {
  const { unitOfWork } = store;
  const newLoaders = (): Loaders =>
    createLoaders({ sources, stores: store, readTimeoutMs: reactionDeadlineMs, clock, isBackground: true });
  running.use(forgetExpiredExports({ exports: store.personalExports, clock, logger }));
  running.use(
    deliverRightsNotices({
      queue: store.rightsNotices,
      addresses: rights?.addresses ?? new Map<string, NoticeAddress>(),
      clock,
      logger,
    }),
  );
  const reactions = [evaluateRules({ createLoaders: newLoaders, unitOfWork })];
  running.use(runReactions({ reactions, eventLog, unitOfWork, logger }));
  running.use(
    followSourceChanges({
      sources,
      unitOfWork,
      identityStore: store.identities,
      logger,
      intervalMs: sourcePollIntervalMs,
    }),
  );
}

/** Runs what is planned for a time. What came into the store without its duties gets them by a task of its own. */
async function keepTime(
  { databaseUrl, logger }: AppOptions,
  { unitOfWork }: Store,
  clock: Clock,
  running: AsyncDisposableStack,
): Promise<void> {
  const parts = { unitOfWork, clock };
  const planning = "plan-missing-consent-duties";
  const timer = { key: planning, at: clock.now().toISOString(), task: planning, payload: {} };
  await unitOfWork.run(({ schedule }) => schedule.at([timer]));
  const tasks = {
    [consentDutyTask]: ({ id = "" }: Timer["payload"]) => attendConsentDuty(parts, id),
    [planning]: async (_: Timer["payload"], signal: AbortSignal) => {
      await planMissingDuties(parts, signal);
    },
  };
  running.use(runSchedule({ url: databaseUrl, unitOfWork, clock, logger, tasks }));
}

/** A reaction has no caller who waits; a slow source may take its time. */
const reactionDeadlineMs = 10_000;
/** For one page of an export. */
const exportDeadlineMs = 30_000;
const pingTimeoutMs = 2_000;

async function findHealth(store: Store, sources: readonly ConnectedSource[]): Promise<readonly PartHealth[]> {
  const parts = [
    { name: "store", isNeeded: true, ping: () => store.ping() },
    ...sources.map(({ name, ping }) => ({
      name,
      isNeeded: false,
      ping: () => ping({ signal: AbortSignal.timeout(pingTimeoutMs) }),
    })),
  ];
  return Promise.all(
    parts.map(async ({ name, isNeeded, ping }) => {
      const isReady = await ping().then(
        () => true,
        () => false,
      );
      return { name, isNeeded, isReady, status: isReady ? "OK" : "UNAVAILABLE" };
    }),
  );
}
