// A unit of work in memory for tests of use cases. It passes the suite of the real one (test/store/writers.test.ts): one
// change at a time, all of it or nothing.
import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import type { ConsentDutyWriter, RecordPosition } from "../../src/domains/consent/consent-duty-store.js";
import type { ConsentDuty } from "../../src/domains/consent/consent-duty.js";
import type { ConsentRecord } from "../../src/domains/consent/consent.js";
import type { PreferencesVersion } from "../../src/domains/contact-policy/preferences-store.js";
import type { Preferences } from "../../src/domains/contact-policy/preferences.js";
import type { OwnedConsultation } from "../../src/domains/customer/consultation-store.js";
import type { NewEvent } from "../../src/domains/events/event.js";
import { toShortInstant } from "../../src/shared/instant.js";
import type { Timer } from "../../src/domains/schedule/schedule.js";
import type { Transaction, UnitOfWork } from "../../src/domains/unit-of-work.js";

/** What is kept; `customers` holds each id with the survivor it means. */
export interface MemoryState {
  customers: Map<string, string>;
  consents: ConsentRecord[];
  duties: ConsentDuty[];
  timers: Map<string, Timer>;
  preferences: Map<string, Preferences>;
  preferencesVersions: PreferencesVersion[];
  consultations: OwnedConsultation[];
  answers: Map<string, { readonly fingerprint: string; readonly answer: string }>;
  events: NewEvent[];
  /** Entries of the access log by the customer's id. */
  accesses: (Omit<AccessNote, "subjectRef"> & { readonly customerId: string })[];
}

/** A unit of work that has only what the use cases need, and its state to look at. */
export function createMemoryUnitOfWork(
  customerIds: readonly string[],
): UnitOfWork & { readonly state: MemoryState } {
  const state: MemoryState = {
    customers: new Map(customerIds.map((id) => [id, id])),
    consents: [],
    duties: [],
    timers: new Map(),
    preferences: new Map(),
    preferencesVersions: [],
    consultations: [],
    answers: new Map(),
    events: [],
    accesses: [],
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    state,
    run(change) {
      const running = last.then(async () => {
        const before = structuredClone(state);
        try {
          return await change(createTransaction(state));
        } catch (error) {
          Object.assign(state, before);
          throw error;
        }
      });
      last = running.catch(() => undefined);
      return running;
    },
  };
}

function createTransaction(state: MemoryState): Transaction {
  const parts: Pick<
    Transaction,
    | "consents"
    | "consentDuties"
    | "preferences"
    | "consultations"
    | "idempotency"
    | "schedule"
    | "events"
    | "accessLog"
  > & {
    triggers: Pick<Transaction["triggers"], "lockOfCustomer">;
    identities: Pick<Transaction["identities"], "lockCustomer">;
  } = {
    identities: { lockCustomer: async (id) => state.customers.get(id) },
    consents: {
      lockPresent: async (customerId, purpose, channel, night = false) =>
        state.consents.findLast(
          (record) =>
            record.customerId === customerId &&
            record.purpose === purpose &&
            record.channel === channel &&
            record.night === night,
        ),
      listPresent: async (customerId, purpose, night) => {
        const newest = new Map<string | null, ConsentRecord>();
        for (const record of state.consents) {
          const isAsked =
            record.customerId === customerId && record.purpose === purpose && record.night === night;
          if (isAsked) newest.set(record.channel, record);
        }
        return [...newest.values()];
      },
      append: async (record) => void state.consents.push(record),
      find: async (id) => state.consents.find((record) => record.id === id),
    },
    consentDuties: createDuties(state),
    // Nobody has a trigger here; what a no does to them is tested where they are.
    triggers: { lockOfCustomer: async () => [] },
    schedule: {
      at: async (timers) => {
        for (const timer of timers) state.timers.set(timer.key, timer);
      },
      cancel: async (keys) => {
        for (const key of keys) state.timers.delete(key);
      },
    },
    preferences: {
      find: async (customerId) => state.preferences.get(customerId),
      async save(next, change) {
        const version = state.preferences.get(next.customerId)?.version ?? 0;
        if (version !== next.version - 1) return false;
        state.preferences.set(next.customerId, next);
        state.preferencesVersions.push({ preferences: next, ...change });
        return true;
      },
    },
    consultations: {
      add: async (customerId, record) => void state.consultations.push({ customerId, record }),
      find: async (recordId) => state.consultations.find(({ record }) => record.recordId === recordId),
    },
    idempotency: {
      async lock(operation, clientKey, fingerprint) {
        const first = state.answers.get(JSON.stringify([operation, clientKey]));
        if (first === undefined) return undefined;
        return first.fingerprint === fingerprint ? { answer: first.answer } : "CONFLICT";
      },
      async save(operation, clientKey, fingerprint, answer) {
        state.answers.set(JSON.stringify([operation, clientKey]), { fingerprint, answer });
      },
    },
    events: {
      async append(events) {
        const before = state.events.length;
        for (const event of events) {
          if (!state.events.some(({ dedupKey }) => dedupKey === event.dedupKey)) state.events.push(event);
        }
        return new Set(state.events.slice(before).map(({ dedupKey }) => dedupKey));
      },
    },
    accessLog: {
      async append(customerId, note) {
        const survivor = state.customers.get(customerId);
        if (survivor === undefined) throw new Error("A change is about a customer who is not there.");
        state.accesses.push({ ...note, at: toShortInstant(note.at), customerId: survivor });
      },
    },
  };
  // Use cases meet no other writer; one that does fails with a clear TypeError.
  return parts as Transaction;
}

function createDuties(state: MemoryState): ConsentDutyWriter {
  const find = async (id: string) => state.duties.find((duty) => duty.id === id);
  return {
    find,
    lock: find,
    async add(duties) {
      const added = duties.filter(({ id }) => !state.duties.some((duty) => duty.id === id));
      state.duties.push(...added);
      return added;
    },
    lockUnfinished: async (recordId) =>
      state.duties.filter(
        (duty) => duty.recordId === recordId && (duty.status === "OPEN" || duty.status === "OVERDUE"),
      ),
    async save(next) {
      state.duties = state.duties.map((duty) => (duty.id === next.id ? next : duty));
    },
    listLate: async (now, limit) =>
      state.duties.filter((duty) => duty.status === "OPEN" && duty.dueAt <= now).slice(0, limit),
    listRecordsWithout: async (after: RecordPosition | null, limit: number) =>
      state.consents
        .filter(
          (record) =>
            (after === null || toPlace(record) > toPlace(after)) &&
            !state.duties.some((duty) => duty.recordId === record.id),
        )
        .toSorted((left, right) => (toPlace(left) < toPlace(right) ? -1 : 1))
        .slice(0, limit),
  };
}

function toPlace({ customerId, id }: RecordPosition): string {
  return `${customerId} ${id}`;
}
