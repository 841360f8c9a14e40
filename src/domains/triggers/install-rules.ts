// Puts the product's own rules among those that are kept: a new one is added, one that a release changed gets its next
// version, and one that somebody has saved since stays as they want it.
import { toInstant, toShortInstant } from "../../shared/instant.js";
import { toFingerprint } from "../fingerprint.js";
import type { UseCaseParts } from "../use-case.js";
import type { StoredRule, TriggerRuleStore } from "./rules/stored-rule.js";

/** Who saves the product's own rules. */
export const builtInActor = "system:built-in";

/** A rule of the product; the definition is as it was written. */
export interface BuiltInRule {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What installing works with. */
export interface InstallParts extends Pick<UseCaseParts, "unitOfWork" | "clock"> {
  readonly triggerRules: Pick<TriggerRuleStore, "listRules">;
}

/** Installs rules; answers the names of those that got a version. */
export async function installRules(
  { unitOfWork, clock, triggerRules: store }: InstallParts,
  rules: readonly BuiltInRule[],
): Promise<readonly string[]> {
  const installed: string[] = [];
  const present = new Map((await store.listRules()).map((rule) => [rule.name, rule]));
  for (const { name, definition } of rules) {
    if (!needsVersion(present.get(name), definition)) continue;
    const isNew = await unitOfWork.run(async ({ triggerRules }) => {
      const latest = await triggerRules.lockLatest(name);
      // Another process may have been faster.
      if (!needsVersion(latest, definition)) return false;
      await triggerRules.add({
        name,
        version: (latest?.version ?? 0) + 1,
        enabled: latest?.enabled ?? true,
        definition,
        savedBy: builtInActor,
        savedAt: toShortInstant(toInstant(clock.now())),
      });
      return true;
    });
    if (isNew) installed.push(name);
  }
  return installed;
}

function needsVersion(latest: StoredRule | undefined, definition: BuiltInRule["definition"]): boolean {
  if (latest === undefined) return true;
  // As it is kept, the order of members is lost.
  return latest.savedBy === builtInActor && toFingerprint(latest.definition) !== toFingerprint(definition);
}
