// A door in front of a database: while it is shut, the database's answers wait at it. So a test says itself how long a
// source takes, without sleeping.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A door that is open at first. */
export interface TcpGate extends AsyncDisposable {
  /** The URL of the database through the door. */
  readonly url: string;
  shut(): void;
  /** Breaks every connection; what a database was asked it may still do. */
  cut(): void;
  open(): void;
}

/** Puts a door in front of the database at `databaseUrl`. */
export async function startTcpGate(databaseUrl: string): Promise<TcpGate> {
  const behind = new URL(databaseUrl);
  const databases = new Set<Socket>();
  const ends = new Set<() => void>();
  let isShut = false;
  const server = createServer((client) => {
    const database = connect(Number(behind.port), behind.hostname);
    databases.add(database);
    client.on("data", (chunk) => database.write(chunk));
    database.on("data", (chunk) => client.write(chunk));
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
    async [Symbol.asyncDispose]() {
      for (const database of databases) database.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
