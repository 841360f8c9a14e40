// Identity links after an import, so that imported customers can be asked for as soon as the command is done.
import { linkAllIdentities } from "../../ingest/link-identities.js";
import { createIdentifierCipher } from "../../security/create-identifier-cipher.js";
import { getKeyRing } from "../../security/open-key-ring.js";
import { sources } from "../../sources/index.js";
import { createStore } from "../../store/create-store.js";
import type { ImportDatabases } from "./find-databases.js";
import { ImportFault } from "./import-fault.js";

/** Reads on in the identities of all sources that are given; answers how many it read. Throws ImportFault. */
export async function linkImportedIdentities({
  sourceUrls,
  storeUrl,
  keys,
}: ImportDatabases): Promise<number | undefined> {
  if (storeUrl === undefined) return undefined;
  const cipher = createIdentifierCipher(await getKeyRing(keys));
  const connected = sources
    .filter(({ settings }) => settings.safeParse(sourceUrls).success)
    .map((source) => source.connect(sourceUrls));
  const store = await createStore({ url: storeUrl, cipher, maxConnections: 2 });
  const counts = new Map<string, number>();
  try {
    const { failed } = await linkAllIdentities({
      sources: connected,
      unitOfWork: store.unitOfWork,
      onProgress: ({ source, identities }) => counts.set(source, identities),
    });
    if (failed.length > 0) {
      const names = failed.map(({ source }) => source).join(", ");
      throw new ImportFault(
        `The rows are loaded, but the identities of ${names} could not be read; the gateway reads on itself.`,
      );
    }
  } catch (error) {
    if (error instanceof ImportFault) throw error;
    const reason = error instanceof Error ? error.message : "unknown";
    throw new ImportFault(
      `The rows are loaded, but their identities could not be linked (${reason}); run the import again.`,
    );
  } finally {
    await Promise.all([store.close(), ...connected.map((source) => source.close())]);
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
