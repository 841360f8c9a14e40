// Reads that several requests ask for at the same time, as one. Records are shared in it, decisions never: who may see
// what is judged by each request on what it gets.

/** How reads of one kind are put together. */
export interface SharedBatchSettings<Key, Value> {
  /** Answers a value for each key, in their order. */
  readonly load: (keys: readonly Key[]) => Promise<readonly Value[]>;
  readonly maxKeys: number;
  /** Batches under way at a time; while they are, keys collect for the next one. */
  readonly maxUnderWay: number;
}

interface Waiting<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes a function that loads one key, together with all others that are asked for in the same turn of the event loop. */
export function shareBatches<Key, Value>({
  load,
  maxKeys,
  maxUnderWay,
}: SharedBatchSettings<Key, Value>): (key: Key) => Promise<Value> {
  let waiting: Waiting<Key, Value>[] = [];
  let underWay = 0;
  let isScheduled = false;

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
      // oxlint-disable-next-line typescript/no-non-null-assertion -- the lengths are equal
      for (const [at, { resolve }] of batch.entries()) resolve(values[at]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (underWay < maxUnderWay) schedule();
    });
}
