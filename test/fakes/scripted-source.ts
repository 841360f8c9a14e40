import type { SourceChange } from "../../src/domains/ingest/source-change.js";
import type { FollowedPart, FollowedSource } from "../../src/ingest/followed-source.js";
import type { ObservedIdentity } from "../../src/domains/identity/identity-store.js";

/** A source whose rows a test adds. Its scans read the last rows again, which a scan may. */
export interface ScriptedSource extends FollowedSource {
  readonly name: string;
  readonly rows: SourceChange[];
  readonly observed: ObservedIdentity[];
  /** When set, every scan fails with it. */
  error: Error | undefined;
  /** Positions that the change scan was asked from. */
  readonly asked: (string | undefined)[];
}

/** Makes a source without rows. */
export function createScriptedSource(
  name: string,
  options: { window?: number; part?: number } = {},
): ScriptedSource {
  const { window = 0, part = 2 } = options;
  const scan = <Item>(items: readonly Item[], position: string | undefined): FollowedPart<Item> => {
    const from = Number(position ?? 0);
    const end = Math.min(from + part, items.length);
    return {
      items: items.slice(Math.max(0, from - window), end),
      position: String(end),
      isAtEnd: end === items.length,
    };
  };
  const source: ScriptedSource = {
    name,
    rows: [],
    observed: [],
    error: undefined,
    asked: [],
    latestChangePosition: () => answer(() => String(source.rows.length)),
    changes: (position) =>
      answer(() => {
        source.asked.push(position);
        return scan(source.rows, position);
      }),
    identities: (position) => answer(() => scan(source.observed, position)),
  };
  const answer = <Value>(read: () => Value): Promise<Value> =>
    source.error === undefined ? Promise.resolve().then(read) : Promise.reject(source.error);
  return source;
}
