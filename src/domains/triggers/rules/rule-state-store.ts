// Ports of what the engine of the rules keeps: the state of each customer, and the moments that wait to be decided on.
import type { Instant } from "../../../shared/instant.js";
import type { ConsideredMoment } from "./moment.js";

/** The customers behind ids of events, with what is remembered of them. */
export interface OpenedStates {
  /** From the id that an event has to the customer who goes by it; absent when that customer was erased. */
  readonly customers: ReadonlyMap<string, string>;
  /** The states as JSON text; absent where nothing is remembered. */
  readonly states: ReadonlyMap<string, string>;
  /** States of those who were merged into somebody since: who, into whom, and the state. They are to be absorbed. */
  readonly merged: readonly MergedState[];
}

/** What is remembered of a customer who turned out to be another one. */
export interface MergedState {
  readonly fromId: string;
  readonly intoId: string;
  readonly state: string;
}

/** A state to be kept. */
export interface KeptState {
  readonly customerId: string;
  readonly state: string;
  /** When it is to be looked at although nothing happens; null when there is nothing to wait for. */
  readonly dueAt: Instant | null;
  /** Whether what the sources have from before was looked at. */
  readonly hasHistory: boolean;
}

/** Port of the states outside of a transaction. */
export interface RuleStateStore {
  /** The customers behind these ids of whom it was not looked at what the sources have from before. */
  listStrangers(customerIds: readonly string[]): Promise<readonly string[]>;
}

/** Writes of states inside a transaction. */
export interface RuleStateWriter {
  /**
   * Opens the states of customers. Whoever else wants those of the same part of the customers waits until the transaction
   * ends, an erasure as well.
   */
  open(customerIds: readonly string[]): Promise<OpenedStates>;
  save(states: readonly KeptState[]): Promise<void>;
  /** Forgets states that were absorbed. */
  remove(customerIds: readonly string[]): Promise<void>;
  /** Customers whose states are due, those of one part of the customers, the earliest first. */
  listDue(partition: number, now: Instant, limit: number): Promise<readonly string[]>;
}

/** A moment as it waits: the rule by its name and version. */
export type WaitingMoment = Omit<ConsideredMoment, "rule"> & {
  readonly rule: string;
  readonly ruleVersion: number;
};

/** Writes of moments inside a transaction. */
export interface MomentWriter {
  /** Adds moments; one that is there already stays as it is, and one that has become a trigger does not come back. */
  add(moments: readonly WaitingMoment[]): Promise<void>;
  /** Removes moments that were decided on; answers those that were still there, which nobody else has decided on. */
  remove(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Moments that wait to be decided on, shared by all processes. */
export interface MomentQueue {
  /**
   * Lends moments whose time has come until `until`, all of a customer together, the oldest first: nobody else gets them
   * in that time, and whoever does not remove them by then has died or failed.
   */
  take(now: Instant, until: Instant, limit: number): Promise<readonly WaitingMoment[]>;
  /** Gives moments back, to be taken again from `at` on. */
  putBack(ids: readonly string[], at: Instant): Promise<void>;
}
