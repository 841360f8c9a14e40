// What an app is given. In a file of its own, because every part of the composition reads some of it.
import type { AccessLog } from "../domains/audit/access-log.js";
import type { NoticeRegister } from "../domains/consent/notice-register.js";
import type { JetStreamSettings } from "../events/jetstream-settings.js";
import type { QueueLimits } from "../ingest/batch-queue.js";
import type { LiveOptions } from "../graphql/live/live-parts.js";
import type { Read } from "../loaders/loaders.js";
import type { Logger } from "../observability/logger.js";
import type { TriggerEndpoint } from "../reactions/deliver-trigger-webhooks.js";
import type { NoticeAddress } from "../reactions/deliver-rights-notices.js";
import type { AuthenticatorSettings } from "../security/authenticate.js";
import type { KeyRing } from "../security/key-ring.js";
import type { Policy } from "../security/policy/policy.js";
import type { WriteKey } from "../security/write-keys.js";
import type { Clock } from "../shared/clock.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { GraphiqlSettings } from "../transport/graphiql.js";
import type { TransportOptions } from "../transport/transport-settings.js";

/** A gateway answers, a worker follows the sources, runs the reactions, the timers and what is sent. */
export type Role = "gateway" | "worker" | "all";

/** What an app is made of. */
export interface AppOptions {
  readonly databaseUrl: string;
  /** How long the database may be silent over a statement, 15 s by default; for tests. */
  readonly storeSilenceMs?: number;
  /** By which new events come where there are several processes; without it they are read from the store. */
  readonly nats?: Pick<JetStreamSettings, "address" | "stream">;
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
  /** How long events are kept, 90 days by default. */
  readonly eventRetentionDays?: number;
  /** How long events wait for their person, and dead letters for somebody to look at them, 30 days by default. */
  readonly ingestRetentionDays?: number;
  /** With which events may be sent by HTTP; by default with none. */
  readonly writeKeys?: readonly WriteKey[];
  /** How much may wait to be written; by default as documented. */
  readonly ingestLimits?: QueueLimits;
  /** What this process does, everything by default. */
  readonly role?: Role;
  /** Whoever shows it is told the metrics; without one only this machine is. */
  readonly metricsToken?: string;
  readonly graphiql?: GraphiqlSettings;
  /** How subscriptions are served; by default as documented. */
  readonly live?: LiveOptions;
  /** How people's rights are met; without it no source is told and exports last a day. */
  readonly rights?: {
    readonly addresses: ReadonlyMap<string, NoticeAddress>;
    readonly exportLifetimeHours: number;
    /** Where callers reach the gateway; undefined: where it listens. */
    readonly publicUrl: string | undefined;
  };
  /** Systems that are told of triggers; by default none. */
  readonly triggerEndpoints?: readonly TriggerEndpoint[];
  /** Hears of every answer by a plan; for tests and measurements. */
  readonly onPlanned?: () => void;
  /** Hears the batches of every operation when it is over; for tests and measurements. */
  readonly onReads?: (reads: () => readonly Read[]) => void;
}
