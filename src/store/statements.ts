// How the store asks PostgreSQL. Batched reads are named prepared statements on the ORM's pool with rows as arrays
// (hydrating entities costs several times as much); what belongs to a change goes through the ORM's transaction.
import type { EntityManager, PostgreSqlConnection } from "@mikro-orm/postgresql";
import { CompiledQuery } from "kysely";
import { toStoreError } from "./store-errors.js";

/** The ORM's own pool of connections; nothing else connects to the store. */
export type StorePool = Awaited<ReturnType<PostgreSqlConnection["getNativeClient"]>>;

/** A statement that every connection prepares once; the name is unique in the store. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Reads outside of a transaction; each row is an array of its columns. */
export type Read = <Row extends unknown[]>(
  statement: Statement,
  values: readonly unknown[],
) => Promise<readonly Row[]>;

/** Runs a statement in the transaction; each row is an object. */
export type Query = <Row extends object>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** Reads by prepared statements on the pool. */
export function createRead(pool: StorePool): Read {
  return async <Row extends unknown[]>(statement: Statement, values: readonly unknown[]) => {
    try {
      const result = await pool.query<Row>({ ...statement, values: [...values], rowMode: "array" });
      return result.rows;
    } catch (error) {
      throw toStoreError(error);
    }
  };
}

/** Statements in the transaction of `em`. */
export function createQuery(em: EntityManager): Query {
  const connection = em.getKysely();
  return async <Row extends object>(text: string, values: readonly unknown[]) => {
    try {
      const result = await connection.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
      return result.rows;
    } catch (error) {
      throw toStoreError(error);
    }
  };
}

/** Makes all that lock the same words wait for one another until their transactions end. */
export async function lockUntilCommit(query: Query, ...words: readonly string[]): Promise<void> {
  // Words whose hashes meet wait for each other without need, which costs time and breaks nothing.
  await query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [JSON.stringify(words)]);
}

/** Lets others share the lock, and makes whoever takes it with `lockUntilCommit` wait until this transaction ends. */
export async function shareUntilCommit(query: Query, ...words: readonly string[]): Promise<void> {
  await query("select pg_advisory_xact_lock_shared(hashtextextended($1, 0))", [JSON.stringify(words)]);
}
