// The connection of the access log's writer: one of the store's pool that it keeps, so that it never waits behind reads.
// Whatever breaks on it, it is thrown away and the next use connects anew.
import type { Query, Statement, StorePool } from "./statements.js";

type Client = StorePool["connect"] extends { (): Promise<infer Connected>; (...callback: never[]): void }
  ? Connected
  : never;

/** A commit must be on disk before an answer is sent, also where the server is set to be quicker than safe. */
const safeCommit =
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

/** One connection, made when it is needed. */
export class AccessConnection {
  readonly #pool: StorePool;
  #client: Client | undefined;
  #previous: Promise<unknown> = Promise.resolve();
  #isExpired = false;

  constructor(pool: StorePool) {
    this.#pool = pool;
  }

  /** Whether the present work has run out of time. */
  get isExpired(): boolean {
    return this.#isExpired;
  }

  /** Runs one work after the other; when one takes longer than `timeoutMs`, breaks the connection under it and rejects. */
  async within<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isOver = true;
        this.#isExpired = true;
        this.drop();
        reject(new Error("The database did not answer in time."));
      }, timeoutMs);
    });
    // Work that was broken off still has to end before the next begins; whoever waited for it has been answered.
    const working = this.#previous.then(() => {
      if (isOver) throw new Error("The database did not answer in time.");
      this.#isExpired = false;
      return work();
    });
    this.#previous = working.catch(() => undefined);
    try {
      return await Promise.race([working, expired]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs a prepared statement; answers how many rows it wrote. */
  async execute(statement: Statement, values: readonly unknown[]): Promise<number> {
    const client = await this.#connect();
    try {
      return (await client.query({ ...statement, values: [...values] })).rowCount ?? 0;
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Runs statements as one transaction. */
  async transact<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    const client = await this.#connect();
    const query: Query = async <Row extends object>(text: string, values: readonly unknown[]) =>
      (await client.query<Row>(text, [...values])).rows;
    try {
      await client.query("begin");
      const result = await work(query);
      await client.query("commit");
      return result;
    } catch (error) {
      // The server rolls back what was open on a connection that is gone.
      this.drop();
      throw error;
    }
  }

  /** Throws the connection away. */
  drop(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.release(true);
  }

  async #connect(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    if (this.#isExpired) throw new Error("There is no time left to connect.");
    const client = await this.#pool.connect();
    if (this.#isExpired) {
      client.release(true);
      throw new Error("The connection came too late.");
    }
    // Without a listener the end of an idle connection would end the process.
    client.on("error", () => {
      if (this.#client === client) this.drop();
    });
    this.#client = client;
    try {
      await client.query(safeCommit);
    } catch (error) {
      this.drop();
      throw error;
    }
    return client;
  }
}
