// A door in front of a database: while it is shut, the database's answers wait at it. So a test says itself how long a
// source takes, without sleeping. Behind it a connection may also get lost without a word, as when a machine is gone.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A door that is open at first. */
export interface TcpGate extends AsyncDisposable {
  /** The URL of the database through the door. */
  readonly url: string;
  shut(): void;
  /** Breaks every connection; what a database was asked it may still do. */
  cut(): void;
  open(): void;
  /** Connections on which a client says one of these words are lost from then on: nothing passes, and nothing is closed. */
  loseAfter(...words: readonly string[]): void;
  /** How many were lost. */
  readonly lost: number;
}

/** Puts a door in front of the database at `databaseUrl`. */
export async function startTcpGate(databaseUrl: string): Promise<TcpGate> {
  const behind = new URL(databaseUrl);
  const databases = new Set<Socket>();
  const ends = new Set<() => void>();
  let isShut = false;
  let fatal: readonly string[] = [];
  let lost = 0;
  const server = createServer((client) => {
    const database = connect(Number(behind.port), behind.hostname);
    databases.add(database);
    let isLost = false;
    client.on("data", (chunk) => {
      if (!isLost && fatal.some((word) => chunk.includes(word))) {
        isLost = true;
        lost += 1;
      }
      if (!isLost) database.write(chunk);
    });
    database.on("data", (chunk) => isLost || client.write(chunk));
    if (isShut) database.pause();
    const end = (): void => {
      ends.delete(end);
      databases.delete(database);
      client.destroy();
      database.destroy();
    };
    ends.add(end);
    for (const socket of [client, database]) socket.on("close", end).on("error", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    shut() {
      isShut = true;
      for (const database of databases) database.pause();
    },
    cut() {
      for (const end of ends) end();
    },
    open() {
      isShut = false;
      for (const database of databases) database.resume();
    },
    loseAfter(...words) {
      fatal = words;
    },
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      for (const database of databases) database.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
