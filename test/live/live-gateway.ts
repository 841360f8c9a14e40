// The writing half of a gateway over real databases: sources, store and followers, without a server in front.
import { expect, vi } from "vitest";
import type { SourceFollowing } from "../../src/ingest/follow-source-changes.js";
import { linkAllIdentities } from "../../src/ingest/link-identities.js";
import type { ConnectedSource } from "../../src/sources/kit/define-source.js";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import { createSourceDatabases, runSql, type SourceDatabases } from "../harness/databases.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { connectSources, startFollowing } from "./following.js";
import type { FollowOptions } from "../../src/ingest/create-polling.js";

/** Databases, sources and store of one test. */
export interface LiveGateway extends AsyncDisposable {
  readonly urls: SourceDatabases["urls"];
  /** The settings of the sources. */
  readonly settings: Readonly<Record<string, string>>;
  readonly sources: readonly ConnectedSource[];
  readonly store: TestStore;
  /** Follows the sources every 20 ms; `more` takes the place of single options. */
  follow(more?: Partial<FollowOptions>): SourceFollowing;
  /** Events of the log in order. */
  listEvents(): Promise<readonly StoredEvent[]>;
  /** Waits until every source has a saved place, from which its changes are followed. */
  untilFollowed(): Promise<void>;
}

/** An event as it stands in the store. */
export interface StoredEvent {
  readonly cursor: string;
  readonly type: string;
  readonly kind: string;
  readonly customer_id: string;
  readonly record_id: string | null;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Makes the databases (the sources' on a server of their own if one is given), fills them by `seed`, links the identities. */
export async function createLiveGateway(
  seed: (urls: SourceDatabases["urls"]) => Promise<void>,
  sourcesAdminUrl?: string,
): Promise<LiveGateway> {
  await using started = new AsyncDisposableStack();
  const databases = started.use(await createSourceDatabases(sourcesAdminUrl));
  const store = started.use(await createTestStore());
  await seed(databases.urls);
  const { urls } = databases;
  const services = started.use(await startDemoServices(urls.crm));
  const settings = {
    CRM_URL: urls.crm,
    WEB_EVENTS_URL: urls.web_events,
    TRANSFERS_URL: urls.transfers,
    CONSULTATIONS_URL: urls.consultations,
    ...services.settings,
  };
  const connected = connectSources(settings);
  for (const source of connected) started.defer(() => source.close());
  await linkAllIdentities({ sources: connected, unitOfWork: store.unitOfWork });
  const followed = connected.filter((source) => source.changes !== undefined).length;
  const kept = started.move();
  return {
    urls,
    settings,
    sources: connected,
    store,
    follow: (more) => startFollowing(connected, store, more),
    listEvents: async () =>
      (await store.sql(
        "select cursor, type, kind, customer_id, record_id, record from event order by cursor",
      )) as StoredEvent[],
    untilFollowed: async () => {
      const isFollowed = async () => {
        expect(await store.sql("select source from change_position")).toHaveLength(followed);
      };
      await vi.waitFor(isFollowed, { timeout: 10_000, interval: 20 });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Adds a customer to the CRM, with an internet banking login. */
export async function addCustomer(url: string, crmId: string, login: string): Promise<void> {
  await runSql(
    url,
    `insert into cust_mst (cust_no, cust_nm, ib_user_id, hp_no, hp_own_yn, join_dtm, lang_cd)
     values ($1, '김민준', $2, '010-1234-5678', 'Y', '2020-01-01', 'ko')`,
    [crmId, login],
  );
}

/** Statement and values that store a view of the product '적금'. */
export function toHit(
  id: string,
  login: string,
  at = "2026-11-20T09:00:00Z",
  name = "Product Viewed",
): [string, string[]] {
  return [
    `insert into hit (hit_id, login_id, hit_tp, hit_nm, chnl, prd, hit_ts)
     values ($1, $2, 'track', $4, 'web', '적금', $3)`,
    [id, login, at, name],
  ];
}
