// What the sending process is told, and what it answers.

/** Batches that are sent, one after the other, over connections that are kept. */
export interface SendOrder {
  readonly port: number;
  readonly key: string;
  readonly logins: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Makes the ids of this order's events its own. */
  readonly run: string;
}

/** What was answered. */
export interface SendResult {
  /** Events that were taken for the first time within the measured time. */
  readonly events: number;
  readonly seconds: number;
  /** The same from the first batch to the last, warm-up included: so many rows must be there. */
  readonly eventsInAll: number;
  /** Times from sending a batch to its answer within the measured time. */
  readonly answersMs: readonly number[];
}

/** Events of a batch. */
export const batchSize = 100;

/** Every so many batches one is sent twice, as a client does that heard no answer. */
export const repeatEvery = 20;
