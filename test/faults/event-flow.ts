// Events that flow through a whole system to subscribers that resume, and the verdict on what arrived.
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { toCustNo } from "../../src/demo/bank/population/person.js";
import { toNodeId, uuidFromName } from "../../src/shared/ids.js";
import { startBalancer } from "./balancer.js";
import { startFaultSystem, type FaultSystem } from "./fault-system.js";
import { hasEverything, judge, readLog, type Verdict } from "./judge.js";
import { startSubscribers, type Subscribers } from "./subscribers.js";
import { write, type WrittenCustomer, type Written } from "./writer.js";

/** How large a flow is. */
export interface FlowOptions {
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly subscribers: number;
  readonly customers: number;
  readonly gateways: number;
  readonly subscriberProcesses: number;
  readonly tokenSeconds: number;
  /** Clients connect to a load balancer; else each to a gateway of its own. */
  readonly isBalanced?: boolean;
  /** Which parts are killed, in turn; by default all of them. */
  readonly victims?: readonly string[];
}

/** A flow that goes on by itself. */
export interface EventFlow extends AsyncDisposable {
  readonly system: FaultSystem;
  readonly written: Written;
  /** Resolves when all events are written. */
  untilWritten(): Promise<void>;
  /** Writes no more. */
  stopWriting(): Promise<void>;
  /** Waits until subscribers have the last event, at most for a minute and a half, and compares. */
  finish(): Promise<Verdict>;
}

const settleTimeoutMs = 90_000;

/** Starts everything; events flow when this resolves. */
export async function startFlow(options: FlowOptions): Promise<EventFlow> {
  await using started = new AsyncDisposableStack();
  const { gateways, events, eventsPerSecond: perSecond, tokenSeconds } = options;
  const system = started.use(await startFaultSystem({ customers: options.customers * 2, gateways }));
  const customers = await findCustomers(system, options.customers);
  const customerIds = customers.map(({ custNo }) =>
    toNodeId("Customer", uuidFromName("customer", `CRM_ID:${custNo}`)),
  );
  const ownUrls = system.gateways.map(({ url }) => url);
  const gatewayUrls = options.isBalanced === true ? [started.use(await startBalancer(ownUrls)).url] : ownUrls;
  const { issuerUrl, urls } = system;
  const subscribers = started.use(
    await startSubscribers(
      { gatewayUrls, issuerUrl, customerIds, tokenSeconds },
      options.subscribers,
      options.subscriberProcesses,
    ),
  );
  const written: Written = { visits: 0, transfers: 0, repeatedBatches: 0, duplicates: 0 };
  const enough = new AbortController();
  const writing = write(
    {
      gatewayUrls,
      issuerUrl,
      transfersUrl: urls.transfers,
      customers,
      events,
      perSecond,
      signal: enough.signal,
    },
    written,
  );
  // Told to whoever waits for it.
  writing.catch(() => undefined);
  const running = started.move();
  return {
    system,
    written,
    untilWritten: () => writing,
    stopWriting: () => {
      enough.abort();
      return writing;
    },
    finish: () => settle(system, subscribers, customerIds, written),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Waits until the worker has followed everything and subscribers have the last event, then compares. */
async function settle(
  system: FaultSystem,
  subscribers: Subscribers,
  customerIds: readonly string[],
  written: Written,
): Promise<Verdict> {
  const url = system.urls.gateway;
  const endAt = performance.now() + settleTimeoutMs;
  let isStopped = false;
  for (;;) {
    const log = await readLog(url, customerIds);
    const reports = await subscribers.report();
    const failure = reports.find((report) => report.failure !== undefined)?.failure;
    if (failure !== undefined) throw new Error(`A subscriber gave up: ${failure}`);
    const isFollowed = log.filter(({ transfer }) => transfer !== undefined).length >= written.transfers;
    const isLate = performance.now() > endAt;
    // No trigger is raised any more from then on, so that the log stands still.
    if ((isFollowed || isLate) && !isStopped) {
      await system.worker.stop();
      isStopped = true;
    } else if (isLate || (isStopped && hasEverything(log, reports))) {
      return judge(log, written, reports);
    }
    await delay(200);
  }
}

/** People with an account of their own. */
async function findCustomers({ urls }: FaultSystem, count: number): Promise<readonly WrittenCustomer[]> {
  const client = new Client({ connectionString: urls.transfers });
  await client.connect();
  try {
    const { rows } = await client.query<{ cif_no: string; acct_no: string }>(
      `select cif_no, min(acct_no) as acct_no from acct_pty a where role_cd = 'OWN'
          and not exists (select from acct_pty b where b.acct_no = a.acct_no and b.cif_no <> a.cif_no)
        group by cif_no order by cif_no`,
    );
    const accounts = new Map(rows.map((row) => [row.cif_no, row.acct_no]));
    const found: WrittenCustomer[] = [];
    for (let n = 0; n < count * 2 && found.length < count; n += 1) {
      const custNo = toCustNo(n);
      const account = accounts.get(`CIF${custNo.padStart(10, "0")}`);
      if (account !== undefined) found.push({ custNo, account });
    }
    if (found.length < count) throw new Error(`Only ${String(found.length)} customers have an account.`);
    return found;
  } finally {
    await client.end();
  }
}
