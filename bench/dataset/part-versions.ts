// What a part of a data set was made from, as a text: when it changes, the part is made anew.
import { createHash } from "node:crypto";
import { allMigrations } from "../../migrations/all-migrations.js";
import { dataSetSeed, dataSetUntil, type DataSetSize } from "./data-set-size.js";
import { readOneDatabaseSchema } from "./fill-one-database.js";
import { readSchema, sourceParts } from "./source-parts.js";

/** To be raised when the same schema is filled with other rows. */
const generatorVersion = 3;

/** The version of every part by its name. */
export async function findPartVersions(size: DataSetSize): Promise<ReadonlyMap<string, string>> {
  const contents = JSON.stringify([generatorVersion, dataSetSeed, dataSetUntil, size]);
  const versions = new Map<string, string>();
  for (const part of sourceParts) versions.set(part.name, fingerprint(contents, await readSchema(part)));
  const gateway = fingerprint(...versions.values(), ...allMigrations.map(({ name }) => name));
  versions.set("gateway", gateway);
  versions.set("one", fingerprint(gateway, ...(await readOneDatabaseSchema())));
  return versions;
}

function fingerprint(...texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}
