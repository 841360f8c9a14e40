// What goes to PostgreSQL while something runs: the statements of this process, as text, in the order they were sent.
import { Client } from "pg";

/** A statement and the database it went to. */
export interface Statement {
  readonly database: string;
  readonly text: string;
}

/** The look at the event log's end that every process takes now and then, whatever it is asked. */
const watchOfLog = "event_horizon()";

/** Runs `work` and answers the statements sent meanwhile by anybody in this process, but for its watch of the log. */
export async function recordStatements<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly statements: readonly Statement[] }> {
  const statements: Statement[] = [];
  const prototype = Client.prototype as unknown as { query: (this: Client, ...args: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (...args) {
    const text = findText(args[0]);
    if (text !== undefined && !text.includes(watchOfLog))
      statements.push({ database: this.database ?? "", text });
    return query.apply(this, args);
  };
  try {
    return { result: await work(), statements };
  } finally {
    prototype.query = query;
  }
}

function findText(query: unknown): string | undefined {
  if (typeof query === "string") return query;
  if (query instanceof Object && "text" in query && typeof query.text === "string") return query.text;
  return undefined;
}
