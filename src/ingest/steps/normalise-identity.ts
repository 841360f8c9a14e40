import { facets } from "../../domains/customer/facets.js";
import { findNormalisedIdentity } from "../../domains/identity/identity.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import { drop, ok, type StepResult } from "./step-result.js";

/**
 * Brings the identity of a change into its one spelling; its facet must be one that is found by such an identity. A
 * change that has it already is answered itself, so that whoever waits for it knows it again.
 */
export function normaliseIdentity(change: SourceChange): StepResult<SourceChange> {
  const { namespace } = change.key;
  const isKeyOfFacet = facets[change.facet].keys.some((key) => key.namespace === namespace);
  const value = findNormalisedIdentity(namespace, change.key.value);
  if (!isKeyOfFacet || value === undefined) return drop("INVALID_IDENTITY");
  return ok(value === change.key.value ? change : { ...change, key: { namespace, value } });
}
