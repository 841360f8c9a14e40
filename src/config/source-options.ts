// How sources are connected, out of the settings that name sources.
import { OperatorError } from "../shared/operator-error.js";
import type { Settings } from "./parse-settings.js";

/** What the settings have to know of a source. */
export interface NamedSource {
  readonly name: string;
  readonly settings: { readonly shape: Readonly<Record<string, unknown>> };
  readonly canReplicate: boolean;
}

/** The options of all sources. Throws OperatorError for a setting that names one that is not there. */
export function toSourceOptions(
  settings: Settings,
  sources: readonly NamedSource[],
): Pick<Settings, "guard" | "staleForMs"> & {
  readonly replication: { readonly sources: readonly string[]; readonly prefix: string };
} {
  const { guard, staleForMs, sourceReplication, replicationPrefix: prefix, missingSources } = settings;
  const refuseOthers = (
    setting: string,
    names: readonly string[],
    known: readonly NamedSource[],
    what: string,
  ) => {
    const unknown = names.filter((name) => !known.some((source) => source.name === name));
    if (unknown.length > 0)
      throw new OperatorError(`${setting}: there is no source ${unknown.join(", ")}${what}.`);
  };
  refuseOthers("SOURCE_STALE_FOR_MS", Object.keys(staleForMs), sources, "");
  const able = sources.filter(({ canReplicate }) => canReplicate);
  refuseOthers("SOURCE_REPLICATION", sourceReplication ?? [], able, " that can be replicated");
  // Slots in somebody's database are made when they are asked for, in the bank's own without asking.
  const ofBank = able.filter((source) =>
    Object.keys(source.settings.shape).every((name) => missingSources.includes(name)),
  );
  return {
    guard,
    staleForMs,
    replication: { sources: sourceReplication ?? ofBank.map(({ name }) => name), prefix },
  };
}
