import { fork } from "node:child_process";
import { once } from "node:events";

/** A process of its own that does one order at a time. */
export interface Child<Order, Result> extends AsyncDisposable {
  readonly run: (order: Order) => Promise<Result>;
}

/**
 * Starts one; `name` says what has ended when it does so by itself. It answers each message with `{ result }` or, when it
 * failed, with `{ error }`.
 */
export function startChild<Order extends object, Result>(file: URL, name: string): Child<Order, Result> {
  const child = fork(file, { serialization: "advanced" });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${name} has ended.`);
  });
  ended.catch(() => undefined);
  return {
    run: async (order) => {
      const answered = once(child, "message");
      child.send(order);
      const [answer] = (await Promise.race([answered, ended])) as [{ result: Result; error?: string }];
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.result;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended.catch(() => undefined);
    },
  };
}
