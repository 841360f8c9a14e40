// One PostgreSQL for the whole test run, in a folder of its own. TEST_DATABASE_ADMIN_URL names a server to use instead.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../src/demo/embedded-postgres.js";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a database whose user may create databases. */
    databaseAdminUrl: string;
  }
}

/** Starts the server and answers its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_ADMIN_URL"];
  if (given) {
    project.provide("databaseAdminUrl", given);
    return async () => undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "customer-360-test-"));
  await chmod(folder, 0o711);
  // Tests never need the data again, so nothing waits for the disk.
  const settings = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "300",
  };
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), settings });
  project.provide("databaseAdminUrl", postgres.url("postgres"));
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
