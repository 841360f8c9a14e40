// Write keys of the demo, new with each start, so that the doors for events can be tried at once.
import { randomBytes } from "node:crypto";
import type { WriteKeySetting } from "../config/parse-settings.js";

/** A key of a page and one of a server. */
export function createDemoWriteKeys(): readonly WriteKeySetting[] {
  return [
    { source: "demo-web", isTrusted: false },
    { source: "demo-core", isTrusted: true },
  ].map((whose) => ({ ...whose, key: randomBytes(18).toString("base64url") }));
}

/** Lines that tell of them. */
export function describeWriteKeys(keys: readonly WriteKeySetting[]): readonly string[] {
  return keys.map(
    ({ key, isTrusted }) =>
      `write key  ${key}  (${isTrusted ? "of a server, also for /events" : "of a page, for /v1"})`,
  );
}

/** The keys as settings, for a process that is to know the same ones. */
export function toWriteKeyVariables(keys: readonly WriteKeySetting[]): Readonly<Record<string, string>> {
  const list = (isTrusted: boolean) =>
    keys
      .filter((key) => key.isTrusted === isTrusted)
      .map(({ source, key }) => `${source}=${key}`)
      .join(",");
  return keys.length === 0 ? {} : { WRITE_KEYS: list(false), SERVER_WRITE_KEYS: list(true) };
}
