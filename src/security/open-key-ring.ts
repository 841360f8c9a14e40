// Where the master keys come from: the setting, or the key file of the data directory.
import { makeDataDir } from "../shared/make-data-dir.js";
import { OperatorError } from "../shared/operator-error.js";
import { findKeyFile, openKeyFile, toKeyFile } from "./key-file.js";
import { createKeyRing, parseMasterKeys, type KeyRing } from "./key-ring.js";

/** What an installation was given. */
export interface KeySettings {
  /** `PERSONAL_DATA_KEYS`; without it the key file of the data directory is used, and made where there is none. */
  readonly personalDataKeys: string | undefined;
  readonly dataDir: string;
}

/** The ring, and what whoever starts the gateway has to know of it; throws OperatorError. */
export async function openKeyRing(
  { personalDataKeys, dataDir }: KeySettings,
  at: Date,
): Promise<{ readonly ring: KeyRing; readonly notes: readonly string[] }> {
  if (personalDataKeys !== undefined)
    return { ring: createKeyRing(parseMasterKeys(personalDataKeys)), notes: [] };
  await makeDataDir(dataDir);
  const { keys, isNew } = await openKeyFile(dataDir, at);
  const advice = isNew ? "new: back it up, without it identities are lost" : "keep a backup of it";
  return { ring: createKeyRing(keys), notes: [`keys       ${toKeyFile(dataDir)} (${advice})`] };
}

/** The ring of an installation that is there already, for commands beside the gateway; throws OperatorError without keys. */
export async function getKeyRing({ personalDataKeys, dataDir }: KeySettings): Promise<KeyRing> {
  const keys =
    personalDataKeys === undefined ? await findKeyFile(dataDir) : parseMasterKeys(personalDataKeys);
  if (keys !== undefined) return createKeyRing(keys);
  throw new OperatorError(
    `PERSONAL_DATA_KEYS: is needed, or the key file of the gateway: there is no ${toKeyFile(dataDir)} (DATA_DIR).`,
  );
}
