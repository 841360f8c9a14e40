// The key file of an installation that was given no keys: made at the first start, readable by its owner only.
import { randomUUID } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { OperatorError } from "../shared/operator-error.js";
import { createMasterKey, parseMasterKeys, toKeyText, type MasterKey } from "./key-ring.js";

/** `keys.json`: the keys as the setting has them, one a line. */
const fileSchema = z.object({ note: z.string().optional(), keys: z.array(z.string()).min(1) });

const note =
  "Master keys of personal data at rest. Without them the identities in the database cannot be read: back this file up, apart from the database.";

/** Where the key file of a data directory is. */
export function toKeyFile(dataDir: string): string {
  return join(dataDir, "keys.json");
}

/** The keys of a data directory, which must exist; makes the file with a first key where there is none. */
export async function openKeyFile(
  dataDir: string,
  at: Date,
): Promise<{ readonly keys: readonly MasterKey[]; readonly isNew: boolean }> {
  const found = await findKeyFile(dataDir);
  if (found !== undefined) return { keys: found, isNew: false };
  const file = toKeyFile(dataDir);
  const draft = `${file}.${randomUUID()}`;
  const contents = { note, keys: [toKeyText(createMasterKey(at))] };
  await writeFile(draft, `${JSON.stringify(contents, undefined, 2)}\n`, { mode: 0o600, flush: true });
  // A link never overwrites: when two begin at once, both use the keys of the first.
  const isNew = await link(draft, file).then(
    () => true,
    () => false,
  );
  await rm(draft);
  const keys = await findKeyFile(dataDir);
  if (keys === undefined) throw new OperatorError(`The key file cannot be written: ${file}`);
  return { keys, isNew };
}

/** The keys of a data directory; undefined when it has no key file. Throws OperatorError when the file is of no use. */
export async function findKeyFile(dataDir: string): Promise<readonly MasterKey[] | undefined> {
  const file = toKeyFile(dataDir);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new OperatorError(`The key file cannot be read: ${file}`, { cause: error });
  }
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0 && process.platform !== "win32") {
    throw new OperatorError(`The key file ${file} can be read by others: chmod 600 ${file}`);
  }
  // No cause: what a JSON parser says of a text quotes it.
  const parsed = fileSchema.safeParse(findJson(text));
  if (!parsed.success) {
    throw new OperatorError(
      `The key file ${file} is damaged; put it back from its backup. What was sealed with its keys opens with no other.`,
    );
  }
  try {
    return parseMasterKeys(parsed.data.keys.join(","));
  } catch (error) {
    if (error instanceof OperatorError)
      throw new OperatorError(`${file}: ${error.message.replace("PERSONAL_DATA_KEYS: ", "")}`);
    throw error;
  }
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
