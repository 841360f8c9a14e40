// How a person's data was limited at an earlier time, out of the history of their requests.
import { compareInstants, type Instant } from "../../shared/instant.js";
import { isInForce, takesEffect, type RightsRequest, type RightsStepAction } from "./rights-request.js";
import type { PersonLimits } from "./rights-store.js";

const endings: ReadonlySet<RightsStepAction> = new Set(["REFUSED", "CANCELLED", "LIFTED", "WITHDRAWN"]);

/**
 * The limits that held at a time. What holds today and no request explains counts as having held; of an objection that was
 * withdrawn for some of its purposes only, those count as not having held, since nobody kept when that was.
 */
export function findLimitsAt(
  requests: readonly RightsRequest[],
  present: PersonLimits,
  at: Instant,
): PersonLimits {
  const effective = requests.filter(({ kind }) => takesEffect(kind));
  const held = effective.filter((request) => heldAt(request, at));
  const restrictions = held.filter(({ kind }) => kind === "RESTRICTION").map(toBeginning);
  if (present.restrictedAt !== null && compareInstants(present.restrictedAt, at) <= 0)
    restrictions.push(present.restrictedAt);
  const explained = new Set(effective.flatMap(({ purposes }) => purposes));
  const objections = new Set([
    ...present.objections.filter((purpose) => !explained.has(purpose)),
    ...held.flatMap((request) =>
      request.purposes.filter((purpose) => !isInForce(request) || present.objections.includes(purpose)),
    ),
  ]);
  return {
    restrictedAt: restrictions.toSorted(compareInstants)[0] ?? null,
    objections: [...objections].toSorted(),
  };
}

function heldAt(request: RightsRequest, at: Instant): boolean {
  const end = request.steps.find(({ action }) => endings.has(action))?.at;
  return (
    compareInstants(toBeginning(request), at) <= 0 && (end === undefined || compareInstants(end, at) > 0)
  );
}

/** When it took effect: when it was recorded, whenever it was received. */
function toBeginning({ receivedAt, steps }: RightsRequest): Instant {
  return steps[0]?.at ?? receivedAt;
}
