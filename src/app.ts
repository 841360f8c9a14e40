// The composition root: the only file that knows every part. In: settings, connected sources, who may issue tokens.
// Out: an app that is prepared (store migrated), then linked, then listening; closed in the opposite order.
import { installRules } from "./domains/triggers/install-rules.js";
import { openExport } from "./domains/rights/open-export.js";
import { createEventStream } from "./events/event-stream.js";
import { buildApiSchema, buildSchema } from "./graphql/build-schema.js";
import { createPipeline } from "./graphql/create-pipeline.js";
import { findMembers } from "./graphql/plan/find-members.js";
import { createPlanner } from "./graphql/plan/planner.js";
import { createIngest } from "./ingest/ingest-events.js";
import { linkAllIdentities, type LinkProgress } from "./ingest/link-identities.js";
import { createLoaders } from "./loaders/create-loaders.js";
import type { Loaders } from "./loaders/loaders.js";
import { shareCustomers } from "./loaders/share-customers.js";
import { createSharedReads } from "./loaders/shared-reads.js";
import { ReadCache } from "./loaders/read-cache.js";
import { exposeMetrics, metricsMediaType } from "./observability/expose-metrics.js";
import { createMeter } from "./observability/meter.js";
import { toGatewayError } from "./observability/report.js";
import { toAccessKeys } from "./security/access-keys.js";
import { createIdentifierCipher } from "./security/create-identifier-cipher.js";
import { createWriteKeys } from "./security/write-keys.js";
import { createAuthenticator } from "./security/authenticate.js";
import { systemClock, type Clock } from "./shared/clock.js";
import { keepAccessLog } from "./store/keep-access-log.js";
import { createStore, type Store } from "./store/create-store.js";
import { startHealthTransport } from "./transport/start-health-transport.js";
import { startTransport, type Transport } from "./transport/start-transport.js";
import { askAboutSources, askAboutWork } from "./composition/ask-figures.js";
import {
  meterAccessLog,
  meterAuthenticator,
  meterIngest,
  meterPlanned,
  meterSource,
  meterSubscriptions,
} from "./composition/metered.js";
import type { AppOptions } from "./composition/app-options.js";
import { buildUseCases } from "./composition/build-use-cases.js";
import { findHealth } from "./composition/find-health.js";
import { openEventLog } from "./composition/open-event-log.js";
import { follow, forgetReads, keepTime } from "./composition/follow.js";
import { readBuiltInRules } from "./composition/read-built-in-rules.js";
import { toSimulation } from "./composition/simulation-parts.js";
import { startTriggerWebhooks } from "./composition/webhook-parts.js";
import { toErasureParts, toExportParts } from "./composition/rights-parts.js";

export type { AppOptions } from "./composition/app-options.js";

/** A gateway in the making, then at work. */
export interface App extends AsyncDisposable {
  readonly store: Store;
  /** Brings the identity links up to date with the sources. */
  linkIdentities(onProgress?: (progress: LinkProgress) => void): Promise<void>;
  /** Starts to do what its role is; a worker answers how it is. */
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
    ...(options.storeSilenceMs !== undefined && { silenceMs: options.storeSilenceMs }),
  });
  started.defer(() => store.close());
  await store.migrate((progress) => logger.info(progress, "Sealing identities from before."));
  const installed = await installRules({ ...store, clock }, readBuiltInRules());
  if (installed.length > 0) logger.info({ rules: installed }, "Rules of the product were installed.");
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
  const { logger, role = "all" } = options;
  const meter = running.use(createMeter());
  const exposition = running.use(exposeMetrics(meter));
  const metrics = { tell: exposition.tell, mediaType: metricsMediaType, token: options.metricsToken };
  const sources = options.sources.map((source) => meterSource(source, meter));
  const { eventLog, findHealth: findLogHealth } = openEventLog(options, store, running);
  const findAllHealth = async () => [...(await findHealth(store, sources)), ...findLogHealth()];
  // Before the first answer, so that a key or a table that is missing stops the start and not an answer.
  await store.accessLog.open();
  const retentionYears = options.accessLogRetentionYears ?? 2;
  running.use(await keepAccessLog({ store, retentionYears, clock, logger }));
  if (role !== "gateway") {
    const following = follow({ ...options, sources }, store, eventLog, clock, running);
    await keepTime({ ...options, sources }, store, clock, following, running);
    running.use(await startTriggerWebhooks({ ...options, sources }, store, clock));
    askAboutWork(meter, store, eventLog, sources, following);
  }
  askAboutSources(meter, sources);
  if (role === "worker") {
    const { transport: settings } = options;
    const transport = await startHealthTransport({ settings, logger, findHealth: findAllHealth, metrics });
    running.defer(() => transport.close());
    return { url: transport.url, server: transport.server };
  }
  const events = running.use(createEventStream(eventLog));
  const readCache = sources.some(({ staleForMs }) => staleForMs > 0) ? new ReadCache(clock) : undefined;
  if (readCache !== undefined) forgetReads(options, readCache, store, eventLog, clock, running);
  const stores = { ...store, identities: shareCustomers(store.identities, options.requestDeadlineMs) };
  const newRequestLoaders = (signal: AbortSignal): Loaders => {
    const loaders = createLoaders(
      {
        sources,
        stores,
        readTimeoutMs: options.requestDeadlineMs,
        clock,
        ...(readCache && { readCache }),
      },
      { signal },
    );
    options.onReads?.(() => loaders.reads);
    return loaders;
  };

  const rights = toErasureParts(options, store, clock);
  const exporting = toExportParts(options, store, clock);
  const ingest = meterIngest(
    createIngest({
      unitOfWork: store.unitOfWork,
      identityStore: store.identities,
      clock,
      logger,
      ...options.ingestLimits,
    }),
    meter,
  );
  const schema = buildSchema(options.policy);
  const accessLog = meterAccessLog(options.accessLog ?? store.accessLog, meter);
  const pipeline = await createPipeline(
    schema,
    {
      clock,
      events,
      policy: options.policy,
      createLoaders: newRequestLoaders,
      accessLog,
      ...(options.notices && { notices: options.notices }),
      useCases: buildUseCases(options, store, clock, {
        rights,
        exporting,
        ingest,
        simulateTriggerRule: toSimulation(options, store, eventLog, clock),
        findUrl: () => transport.url,
      }),
    },
    (error) => toGatewayError(error, logger),
    options.live,
    meter,
  );
  running.defer(() => pipeline.apollo.stop());

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
      executeOverSocket: meterSubscriptions(
        (request, origin) => pipeline.executeOverSocket(request, origin),
        meter,
      ),
      answerPlanned: meterPlanned(async (request, origin) => {
        try {
          const answer = await planner.answer(request, origin);
          if (answer !== undefined) options.onPlanned?.();
          return answer;
        } catch (error) {
          toGatewayError(error, logger);
          return undefined;
        }
      }, meter),
    },
    authenticator: meterAuthenticator(createAuthenticator(options.tokens, clock, store.accountNames), meter),
    metrics,
    settings: options.transport,
    logger,
    eventDoors: { ingest, findWriteKey: createWriteKeys(options.writeKeys ?? []) },
    findHealth: findAllHealth,
    openExport: (token, origin) => openExport({ ...exporting, accessLog: store.accessLog }, token, origin),
    ...(options.graphiql === undefined ? {} : { graphiql: options.graphiql }),
  });
  running.defer(() => transport.close());
  return { url: transport.url, server: transport.server };
}
