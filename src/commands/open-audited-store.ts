// The store as the commands of the access log find it: the database that is given, or that of the running demo, and the keys.
import { parseSettings, type Settings } from "../config/parse-settings.js";
import { readEnvironment } from "../config/read-environment.js";
import { findRunningDemo } from "../demo/demo-state.js";
import { toAccessKeys } from "../security/access-keys.js";
import { createIdentifierCipher } from "../security/create-identifier-cipher.js";
import { getKeyRing } from "../security/open-key-ring.js";
import { OperatorError } from "../shared/operator-error.js";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import { sources } from "../sources/index.js";
import { createStore, type Store } from "../store/create-store.js";

/** A store with the keys that seal its access log; closed with its scope. */
export interface AuditedStore extends AsyncDisposable {
  readonly store: Store;
  readonly keys: AccessKeys;
  readonly settings: Settings;
  /** The sources' settings: given ones, else the running demo's. */
  readonly sourceSettings: Readonly<Record<string, string>>;
}

/** Opens the store; throws OperatorError when there is none. */
export async function openAuditedStore(environment = readEnvironment()): Promise<AuditedStore> {
  const settings = parseSettings(
    environment,
    [],
    sources.map((source) => source.settings),
  );
  const demo = await findRunningDemo(settings.dataDir);
  const url = settings.databaseUrl ?? demo?.urls["DATABASE_URL"];
  if (url === undefined) {
    throw new OperatorError(
      `No demo runs on ${settings.dataDir} (DATA_DIR): start it with "npm start", or give the gateway's database in DATABASE_URL.`,
    );
  }
  const ring = await getKeyRing(settings);
  const keys = toAccessKeys(ring);
  const store = await createStore({
    url,
    accessKeys: keys,
    cipher: createIdentifierCipher(ring),
    maxConnections: 3,
  });
  return {
    store,
    keys,
    settings,
    sourceSettings: { ...demo?.urls, ...settings.sources },
    [Symbol.asyncDispose]: () => store.close(),
  };
}
