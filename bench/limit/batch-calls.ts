// Keys of concurrent requests in one statement. In: a call that takes many entries. Out: a call for a few that travels with
// those of other requests.

/** Answers a text for each entry, in their order. */
export type TextsOf<Entry> = (entries: readonly Entry[]) => Promise<readonly string[]>;

interface Waiting<Entry> {
  readonly entries: readonly Entry[];
  readonly resolve: (texts: readonly string[]) => void;
  readonly reject: (error: unknown) => void;
}

/** So many statements of a kind run at a time; what comes meanwhile waits and goes together. */
const maxRunning = 2;

/** Makes calls share statements: those of one turn of the event loop, and those that wait for a statement to end. */
export function batchCalls<Entry>(call: TextsOf<Entry>): TextsOf<Entry> {
  let waiting: Waiting<Entry>[] = [];
  let running = 0;
  let isScheduled = false;

  const send = async (batch: readonly Waiting<Entry>[]): Promise<void> => {
    running += 1;
    try {
      const texts = await call(batch.flatMap(({ entries }) => entries));
      let from = 0;
      for (const { entries, resolve } of batch) resolve(texts.slice(from, (from += entries.length)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      running -= 1;
      schedule();
    }
  };
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0 || running >= maxRunning) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      const batch = waiting;
      waiting = [];
      void send(batch);
    });
  };
  return (entries) =>
    new Promise((resolve, reject) => {
      waiting.push({ entries, resolve, reject });
      schedule();
    });
}
