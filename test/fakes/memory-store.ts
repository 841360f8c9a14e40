// A store in memory: one transaction at a time, all or nothing. Fakes the ports that ingest and reactions write through.
import { isWanted, type EventLog, type LoggedEvent, type NewEvent } from "../../src/domains/events/event.js";
import type { ParkedEvent } from "../../src/domains/events/parked-event.js";
import { identityKeyText, type IdentityKey } from "../../src/domains/identity/identity.js";
import type { IdentityHolder, ObservedIdentity } from "../../src/domains/identity/identity-store.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import type { Transaction, UnitOfWork } from "../../src/domains/unit-of-work.js";
import { uuidFromName } from "../../src/shared/ids.js";

/** What the store holds. */
export interface MemoryState {
  events: readonly LoggedEvent[];
  holders: ReadonlyMap<string, readonly IdentityHolder[]>;
  triggers: readonly Trigger[];
  changePositions: ReadonlyMap<string, string>;
  scanPositions: ReadonlyMap<string, string>;
  /** By `name:partition`. */
  reactionPositions: ReadonlyMap<string, bigint>;
  parkedEvents: readonly Omit<ParkedEvent, "parkedAt">[];
}

/** The store, and what a test does to it. */
export interface MemoryStore {
  readonly state: MemoryState;
  readonly unitOfWork: UnitOfWork;
  readonly eventLog: EventLog;
  readonly loadHolders: (
    keys: readonly IdentityKey[],
  ) => Promise<ReadonlyMap<string, readonly IdentityHolder[]>>;
  /** Identities of erased persons, by `identityKeyText`. */
  readonly erased: Set<string>;
  readonly loadErased: (keys: readonly IdentityKey[]) => Promise<ReadonlySet<string>>;
  /** Called with what a transaction would commit; throws to roll it back, as a process killed before the commit. */
  beforeCommit: (next: MemoryState) => void;
  /** Transactions that were committed. */
  commits: number;
  hold(key: IdentityKey, ...holders: readonly IdentityHolder[]): void;
  append(events: readonly NewEvent[]): Promise<ReadonlySet<string>>;
}

const recordedAt = "2026-11-20T00:00:00.000Z";

/** Makes an empty store. */
export function createMemoryStore(): MemoryStore {
  let last: Promise<unknown> = Promise.resolve();
  const followers = new Set<(events: readonly LoggedEvent[]) => void>();
  const store: MemoryStore = {
    state: {
      events: [],
      holders: new Map(),
      triggers: [],
      changePositions: new Map(),
      scanPositions: new Map(),
      reactionPositions: new Map(),
      parkedEvents: [],
    },
    commits: 0,
    beforeCommit: () => undefined,
    unitOfWork: {
      run: (change) => {
        const result = last.then(async () => {
          const next = { ...store.state };
          const answer = await change(toTransaction(next));
          store.beforeCommit(next);
          const added = next.events.slice(store.state.events.length);
          Object.assign(store.state, next);
          store.commits += 1;
          if (added.length > 0) for (const follower of followers) follower(added);
          return answer;
        });
        last = result.catch(() => undefined);
        return result;
      },
    },
    eventLog: {
      read: (cursor, limit, filter = {}) =>
        Promise.resolve(
          store.state.events
            .filter((event) => event.cursor > cursor && isWanted(event, filter))
            .slice(0, limit),
        ),
      oldestCursor: () => Promise.resolve(0n),
      hasReached: (cursor) => Promise.resolve(cursor <= BigInt(store.state.events.length)),
      latestCursor: () => Promise.resolve(BigInt(store.state.events.length)),
      follow: (onEvents) => {
        followers.add(onEvents);
        return { [Symbol.asyncDispose]: () => Promise.resolve(void followers.delete(onEvents)) };
      },
    },
    loadHolders: (keys) =>
      Promise.resolve(
        new Map(keys.map(identityKeyText).map((key) => [key, store.state.holders.get(key) ?? []])),
      ),
    erased: new Set<string>(),
    loadErased: (keys) =>
      Promise.resolve(new Set(keys.map(identityKeyText).filter((key) => store.erased.has(key)))),
    hold: (key, ...holders) => {
      store.state.holders = new Map([...store.state.holders, [identityKeyText(key), holders]]);
    },
    append: (events) => store.unitOfWork.run((transaction) => transaction.events.append(events)),
  };
  return store;
}

function toTransaction(next: MemoryState): Transaction {
  const findPosition = (reaction: string, partition: number) =>
    Promise.resolve(next.reactionPositions.get(`${reaction}:${String(partition)}`));
  const transaction: Pick<
    Transaction,
    | "events"
    | "sentEvents"
    | "changePositions"
    | "reactionPositions"
    | "parkedEvents"
    | "identities"
    | "triggers"
    | "schedule"
  > = {
    events: {
      append: (events) => {
        const known = new Set(next.events.map((event) => event.dedupKey));
        const before = next.events.length;
        for (const event of events) {
          if (known.has(event.dedupKey)) continue;
          known.add(event.dedupKey);
          next.events = [...next.events, { ...event, cursor: BigInt(next.events.length + 1), recordedAt }];
        }
        return Promise.resolve(new Set(next.events.slice(before).map(({ dedupKey }) => dedupKey)));
      },
    },
    // Timers are PostgreSQL's own art; what they do is tested where they run.
    schedule: { at: () => Promise.resolve(), cancel: () => Promise.resolve() },
    // Nothing was sent here that could wait for its person.
    sentEvents: { listHeld: () => Promise.resolve([]) } as unknown as Transaction["sentEvents"],
    changePositions: {
      find: (source) => Promise.resolve(next.changePositions.get(source)),
      save: (source, position) =>
        Promise.resolve(void (next.changePositions = new Map([...next.changePositions, [source, position]]))),
    },
    reactionPositions: {
      find: findPosition,
      lock: findPosition,
      save: (reaction, partition, cursor) => {
        const name = `${reaction}:${String(partition)}`;
        const saved = next.reactionPositions.get(name) ?? -1n;
        if (cursor > saved) next.reactionPositions = new Map([...next.reactionPositions, [name, cursor]]);
        return Promise.resolve();
      },
    },
    parkedEvents: {
      park: (event) => Promise.resolve(void (next.parkedEvents = [...next.parkedEvents, event])),
      take: (reaction, cursor) => {
        const before = next.parkedEvents;
        next.parkedEvents = before.filter((one) => one.reaction !== reaction || one.cursor !== cursor);
        return Promise.resolve(next.parkedEvents.length < before.length);
      },
    },
    identities: {
      // One transaction runs at a time, so every customer is locked.
      lockCustomer: (id) => Promise.resolve(id),
      link: (_, observed) => Promise.resolve({ changed: link(next, observed), erased: 0 }),
      holdCustomers: (ids) => Promise.resolve(new Set(ids)),
      findScanPosition: (source) => Promise.resolve(next.scanPositions.get(source)),
      saveScanPosition: (source, position) =>
        Promise.resolve(void (next.scanPositions = new Map([...next.scanPositions, [source, position]]))),
    },
    triggers: {
      lockLatest: (rule, customerId, subject) =>
        Promise.resolve(
          next.triggers
            .filter((one) => one.rule === rule && one.customerId === customerId && one.subject === subject)
            .toSorted((left, right) => (left.raisedAt < right.raisedAt ? 1 : -1))[0],
        ),
      lockOfCustomer: (customerId) =>
        Promise.resolve(next.triggers.filter((one) => one.customerId === customerId)),
      findKnown: (ids) =>
        Promise.resolve(new Set(next.triggers.flatMap(({ id }) => (ids.includes(id) ? [id] : [])))),
      add: (trigger) => Promise.resolve(void (next.triggers = [...next.triggers, trigger])),
      find: (id) => Promise.resolve(next.triggers.find((one) => one.id === id)),
      lock: (id) => Promise.resolve(next.triggers.find((one) => one.id === id)),
      save: (trigger) => {
        next.triggers = next.triggers.map((one) => (one.id === trigger.id ? trigger : one));
        return Promise.resolve();
      },
    },
  };
  // A person who has said nothing.
  const person = {
    consents: { listPresent: () => Promise.resolve([]) },
    preferences: { find: () => Promise.resolve(undefined) },
    rights: { findLimits: () => Promise.resolve({ restrictedAt: null, objections: [] }) },
    accessLog: { append: () => Promise.resolve() },
  };
  return { ...transaction, ...person } as unknown as Transaction;
}

/** Links without merging, which is the store's own art. */
function link(next: MemoryState, observed: readonly ObservedIdentity[]): readonly string[] {
  const holders = new Map(next.holders);
  const changed = new Set<string>();
  for (const { subject, identity, verified } of observed) {
    const subjectKey = identityKeyText(subject);
    const own = holders.get(subjectKey) ?? [
      { customerId: uuidFromName("customer", subjectKey), verified: true },
    ];
    holders.set(subjectKey, own);
    for (const { customerId } of own) {
      const held = holders.get(identityKeyText(identity)) ?? [];
      if (held.some((holder) => holder.customerId === customerId)) continue;
      holders.set(identityKeyText(identity), [...held, { customerId, verified }]);
      changed.add(customerId);
    }
  }
  next.holders = holders;
  return [...changed];
}
