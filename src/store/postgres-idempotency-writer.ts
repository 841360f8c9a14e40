import type { IdempotencyWriter } from "../domains/unit-of-work.js";
import { lockUntilCommit, type Query } from "./statements.js";

/** The answers of repeatable calls, in one transaction. */
export function createIdempotencyWriter(query: Query): IdempotencyWriter {
  return {
    async lock(operation, clientKey, fingerprint) {
      await lockUntilCommit(query, "idempotency", operation, clientKey);
      const [row] = await query<{ fingerprint: string; answer: string }>(
        "select fingerprint, answer from idempotency_key where operation = $1 and client_key = $2",
        [operation, clientKey],
      );
      if (row === undefined) return undefined;
      return row.fingerprint === fingerprint ? { answer: row.answer } : "CONFLICT";
    },
    async save(operation, clientKey, fingerprint, answer) {
      await query(
        "insert into idempotency_key (operation, client_key, fingerprint, answer) values ($1, $2, $3, $4)",
        [operation, clientKey, fingerprint, answer],
      );
    },
  };
}
