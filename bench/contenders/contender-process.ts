// What a contender's program shares with whoever started it: it reads where the databases are, and says where it listens.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Connection URL of a database, with the contender's own role, from the variable BENCH_DATABASES. */
export function readDatabaseUrl(database: string): string {
  const urls = JSON.parse(process.env["BENCH_DATABASES"] ?? "{}") as Readonly<Record<string, string>>;
  const url = urls[database];
  if (url === undefined) throw new Error(`BENCH_DATABASES names no ${database}.`);
  return url;
}

/** Listens on a free port of this machine and says which one on the standard output. */
export async function listenAndReport(server: Server): Promise<void> {
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  reportPort((server.address() as AddressInfo).port);
}

/** Says where the contender listens; ends with the process that started it. */
export function reportPort(port: number): void {
  process.stdout.write(`listening ${String(port)}\n`);
  process.on("SIGTERM", () => process.exit(0));
}
