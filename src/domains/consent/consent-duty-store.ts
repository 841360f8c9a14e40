import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { Channel } from "../customer/channel.js";
import type { ConsentDuty, ConsentDutyKind, ConsentDutyStatus } from "./consent-duty.js";
import type { ConsentRecord } from "./consent.js";

/** One page of a customer's duties, the latest due first. */
export interface ConsentDutyAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position;
  readonly statuses?: readonly ConsentDutyStatus[];
}

/** Which duties of all customers are wanted; an absent member does not narrow. */
export interface ConsentDutyFilter {
  readonly kinds?: readonly ConsentDutyKind[];
  readonly statuses?: readonly ConsentDutyStatus[];
  readonly dueBefore?: Instant;
}

/** Port of the duties, implemented by the store. */
export interface ConsentDutyStore {
  /** Of the customers and of those merged into them; answers in the order of the asks. */
  loadDuties(asks: readonly ConsentDutyAsk[]): Promise<readonly (readonly ConsentDuty[])[]>;
  loadByIds(ids: readonly string[]): Promise<ReadonlyMap<string, ConsentDuty>>;
  /** Duties of all customers, the earliest due first by (dueAt, id), at most `limit`. */
  listDuties(page: {
    readonly limit: number;
    readonly after?: Position;
    readonly filter?: ConsentDutyFilter;
  }): Promise<readonly ConsentDuty[]>;
}

/** Where a record stands among those of all customers. */
export type RecordPosition = Pick<ConsentRecord, "customerId" | "id">;

/** Which records a duty follows from. */
export interface RecordsWithDuties {
  /** Channels of which no duty follows: a valid consent has one when it ends, or is for advertising on another channel. */
  readonly notTransmitted: readonly Channel[];
  /** Other answers have one when they are about advertising and younger than this. */
  readonly answeredAfter: Instant;
}

/** Writes of duties inside a transaction. */
export interface ConsentDutyWriter {
  /** Adds duties; one that is there already stays as it is. Answers those that are new. */
  add(duties: readonly ConsentDuty[]): Promise<readonly ConsentDuty[]>;
  find(id: string): Promise<ConsentDuty | undefined>;
  /** Holds the duty until the transaction ends. */
  lock(id: string): Promise<ConsentDuty | undefined>;
  /** Holds those duties of a record that are OPEN or OVERDUE. */
  lockUnfinished(recordId: string): Promise<readonly ConsentDuty[]>;
  save(duty: ConsentDuty): Promise<void>;
  /** Duties that are OPEN although their time has come, the earliest first. */
  listLate(now: Instant, limit: number): Promise<readonly ConsentDuty[]>;
  /** Present records without any duty from which one of `hopeful` follows, by customer and id, behind `after`. */
  listRecordsWithout(
    after: RecordPosition | null,
    limit: number,
    hopeful: RecordsWithDuties,
  ): Promise<readonly ConsentRecord[]>;
}
