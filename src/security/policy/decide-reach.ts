// Whether a person is among the customers that a viewer's roles and token reach. The widest role decides.
import type { Viewer } from "../viewer.js";
import type { PolicyFile } from "./policy-schema.js";
import type { PersonStanding } from "./policy.js";

/** What of the person decides about the reach of a viewer. */
export interface ViewerReach {
  readonly isEverybody: boolean;
  readonly branches: ReadonlySet<string>;
  /** CRM ids and our ids. */
  readonly cases: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/** What a viewer reaches. A token that assigns an empty list reaches nobody: it was made to restrict. */
export function toViewerReach(reach: PolicyFile["reach"], viewer: Viewer): ViewerReach {
  let isEverybody = false;
  let byBranch = false;
  let byCase = false;
  for (const role of viewer.roles) {
    const rule = reach[role];
    if (rule === "EVERYBODY") isEverybody = true;
    else {
      const usesBranch = rule.within !== "CASE";
      const usesCase = rule.within !== "BRANCH";
      const isAssigned =
        (usesBranch && viewer.branches !== undefined) || (usesCase && viewer.cases !== undefined);
      if (!isAssigned && rule.withoutAssignment === "EVERYBODY") isEverybody = true;
      byBranch ||= usesBranch;
      byCase ||= usesCase;
    }
  }
  return {
    isEverybody,
    branches: byBranch ? new Set(viewer.branches) : nothing,
    cases: byCase ? new Set(viewer.cases) : nothing,
  };
}

/** Whether the person is within reach. */
export function isWithinReach(reach: ViewerReach, person: PersonStanding): boolean {
  return (
    reach.isEverybody ||
    reach.cases.has(person.id) ||
    (person.crmId !== null && reach.cases.has(person.crmId)) ||
    (person.branch !== null && reach.branches.has(person.branch))
  );
}

/** Equal keys mean that the same persons are within reach. */
export function toReachKey({ isEverybody, branches, cases }: ViewerReach): string {
  return isEverybody ? "*" : JSON.stringify([[...branches].toSorted(), [...cases].toSorted()]);
}
