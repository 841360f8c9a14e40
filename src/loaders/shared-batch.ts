// Reads that several requests ask for at the same time, as one. Records are shared in it, decisions never: who may see
// what is judged by each request on what it gets.

/** How reads of one kind are put together. */
export interface SharedBatchSettings<Key, Value> {
  /** Answers a value for each key, in their order. */
  readonly load: (keys: readonly Key[]) => Promise<readonly Value[]>;
  readonly maxKeys: number;
  /** Batches under way at a time; while they are, keys collect for the next one. */
  readonly maxUnderWay: number;
  /** A key that waits longer for its turn is rejected: what hangs must not hold up those behind it. */
  readonly maxWaitMs: number;
}

interface Waiting<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
  readonly askedAt: number;
}

/** A key waited too long for its turn. */
export class BatchOverdue extends Error {
  override readonly name = "BatchOverdue";

  constructor() {
    super("The batches before this one take too long.");
  }
}

/** Makes a function that loads one key, together with all others that are asked for in the same turn of the event loop. */
export function shareBatches<Key, Value>({
  load,
  maxKeys,
  maxUnderWay,
  maxWaitMs,
}: SharedBatchSettings<Key, Value>): (key: Key) => Promise<Value> {
  let waiting: Waiting<Key, Value>[] = [];
  let underWay = 0;
  let isScheduled = false;
  let patience: NodeJS.Timeout | undefined;

  const send = (): void => {
    isScheduled = false;
    while (waiting.length > 0 && underWay < maxUnderWay) {
      const batch = waiting.slice(0, maxKeys);
      waiting = waiting.slice(maxKeys);
      underWay += 1;
      void run(batch).finally(() => {
        underWay -= 1;
        if (waiting.length > 0) schedule();
      });
    }
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(send);
  };
  const run = async (batch: readonly Waiting<Key, Value>[]): Promise<void> => {
    try {
      const values = await load(batch.map(({ key }) => key));
      if (values.length !== batch.length) throw new Error("A batch must answer every key.");
      for (const [at, { resolve }] of batch.entries()) resolve(values[at]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const rejectTired = (): void => {
    patience = undefined;
    const now = performance.now();
    const tired = waiting.filter(({ askedAt }) => now - askedAt >= maxWaitMs);
    waiting = waiting.filter(({ askedAt }) => now - askedAt < maxWaitMs);
    for (const { reject } of tired) reject(new BatchOverdue());
    if (waiting.length > 0) watch();
  };
  const watch = (): void => {
    const oldest = waiting[0]?.askedAt ?? performance.now();
    patience ??= setTimeout(rejectTired, oldest + maxWaitMs - performance.now() + 1).unref();
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject, askedAt: performance.now() });
      if (underWay < maxUnderWay) schedule();
      else watch();
    });
}
