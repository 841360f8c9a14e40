// A transaction on a connection of the ORM's, with an entity manager bound to it. `em.transactional` is not used: when
// the connection dies in a transaction, its rollback fails and the pool never gets the connection back (Kysely 0.29
// releases it only after a rollback that worked), so that a few restarts of PostgreSQL would use the pool up for ever.
import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import { CompiledQuery, type Kysely, type QueryResult } from "kysely";
import { toStoreError } from "./store-errors.js";

/** Commits when `change` resolves, rolls back when it throws, and lets go of the connection in any case. */
export async function runInTransaction<Result>(
  orm: MikroORM,
  change: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  try {
    return await orm.em
      .getKysely()
      .connection()
      .execute(async (connection) => {
        const statements = watch(connection);
        const em = orm.em.fork();
        em.setTransactionContext(connection);
        await connection.executeQuery(CompiledQuery.raw("begin"));
        try {
          const result = await change(em);
          // PostgreSQL answers the commit of a failed transaction with a silent rollback.
          if (statements.failure !== undefined) throw statements.failure;
          await connection.executeQuery(CompiledQuery.raw("commit"));
          return result;
        } catch (error) {
          // A rollback fails only on a dead connection, whose transaction is gone anyway; why is in `error`.
          await connection.executeQuery(CompiledQuery.raw("rollback")).catch(() => undefined);
          throw error;
        }
      });
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Remembers the first statement that failed, whoever caught its error. */
function watch(connection: Pick<Kysely<unknown>, "executeQuery">): { failure: Error | undefined } {
  const seen: { failure: Error | undefined } = { failure: undefined };
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async <Row>(
    ...args: Parameters<typeof connection.executeQuery<Row>>
  ): Promise<QueryResult<Row>> => {
    try {
      return await execute<Row>(...args);
    } catch (error) {
      seen.failure ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  };
  return seen;
}
