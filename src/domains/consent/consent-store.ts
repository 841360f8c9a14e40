import type { Position } from "../../shared/page.js";
import type { ConsentRecord } from "./consent.js";
import type { Channel } from "../customer/channel.js";
import type { Purpose } from "./consent.js";

/** One page of a customer's consent history. */
export interface ConsentHistoryAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position;
}

/** Port of the consent records, implemented by the store. Loads are batched; answers are in the order of the asks. */
export interface ConsentStore {
  /** The newest record of each purpose × channel × night, ordered by purpose, channel (no channel first), day before night. */
  loadPresent(customerIds: readonly string[]): Promise<ReadonlyMap<string, readonly ConsentRecord[]>>;
  /** Newest first by (occurredAt, id), at most `limit` records an ask. */
  loadHistory(asks: readonly ConsentHistoryAsk[]): Promise<readonly (readonly ConsentRecord[])[]>;
  loadByIds(ids: readonly string[]): Promise<ReadonlyMap<string, ConsentRecord>>;
}

/** Writes of consent inside a transaction. */
export interface ConsentWriter {
  /** Locks customer × purpose × channel × night until the transaction ends and answers its newest record. */
  lockPresent(
    customerId: string,
    purpose: Purpose,
    channel: Channel | null,
    night?: boolean,
  ): Promise<ConsentRecord | undefined>;
  /** The newest record of each channel, and of all channels, of a purpose and half of the day. */
  listPresent(customerId: string, purpose: Purpose, night: boolean): Promise<readonly ConsentRecord[]>;
  append(record: ConsentRecord): Promise<void>;
  find(id: string): Promise<ConsentRecord | undefined>;
}
