// Write keys: with which systems, websites and apps send events to us. In: the keys of the settings. Out: whose a key is.
import { createHash } from "node:crypto";

/** A write key. */
export interface WriteKey {
  readonly key: string;
  /** Names whoever sends with it; events are known by it and their id. */
  readonly source: string;
  /** Whether one of the company's own systems keeps it secret. What stands in a web page or an app is anybody's. */
  readonly isTrusted: boolean;
}

/** Whose a key is; undefined when it is nobody's. */
export type FindWriteKey = (key: string) => Omit<WriteKey, "key"> | undefined;

/** Finds keys by their hashes, so that how long it takes tells nothing of a key that is nearly right. */
export function createWriteKeys(keys: readonly WriteKey[]): FindWriteKey {
  const known = new Map(keys.map(({ key, ...whose }) => [toHash(key), whose]));
  return (key) => known.get(toHash(key));
}

function toHash(key: string): string {
  return createHash("sha256").update(key).digest("base64");
}
