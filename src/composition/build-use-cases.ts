// What mutations may do, bound to the store.
import { completeConsentDuty } from "../domains/consent/complete-consent-duty.js";
import { recordConsent } from "../domains/consent/record-consent.js";
import { updatePreferences } from "../domains/contact-policy/update-preferences.js";
import { recordConsultation } from "../domains/customer/record-consultation.js";
import { erasePersonalData, listErasures } from "../domains/rights/erase-personal-data.js";
import { exportPersonalData } from "../domains/rights/export-personal-data.js";
import { liftRestriction, withdrawObjection } from "../domains/rights/lift-limits.js";
import { recordRightsRequest } from "../domains/rights/record-rights-request.js";
import { extendRightsRequest, resolveRightsRequest } from "../domains/rights/resolve-rights-request.js";
import { saveTriggerRule } from "../domains/triggers/save-trigger-rule.js";
import { claimTrigger, dismissTrigger, resolveTrigger } from "../domains/triggers/work-trigger.js";
import { exportsPath } from "../transport/exports.js";
import type { UseCases } from "../graphql/use-cases.js";
import type { ErasureParts } from "../domains/rights/erase-personal-data.js";
import type { ExportParts } from "../domains/rights/export-personal-data.js";
import type { IngestBatch } from "../domains/ingest/ingest.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../store/create-store.js";
import type { AppOptions } from "./app-options.js";

/** What the use cases need beside the store. */
export interface UseCaseParts {
  readonly rights: ErasureParts;
  readonly exporting: ExportParts;
  readonly ingest: IngestBatch;
  readonly simulateTriggerRule: UseCases["simulateTriggerRule"];
  /** Where the gateway listens, known when it does. */
  readonly findUrl: () => string;
}

/** Binds every use case of the API. */
export function buildUseCases(
  options: AppOptions,
  { unitOfWork, triggerRules }: Store,
  clock: Clock,
  { rights, exporting, ingest, simulateTriggerRule, findUrl }: UseCaseParts,
): UseCases {
  const ports = { unitOfWork, clock };
  return {
    recordConsent: (actor, input) => recordConsent(ports, actor, input),
    completeConsentDuty: (actor, input) => completeConsentDuty(ports, actor, input),
    updatePreferences: (actor, input) => updatePreferences(ports, actor, input),
    recordConsultation: (actor, input) => recordConsultation(ports, actor, input),
    claimTrigger: (actor, input) => claimTrigger(ports, actor, input),
    resolveTrigger: (actor, input) => resolveTrigger(ports, actor, input),
    dismissTrigger: (actor, input) => dismissTrigger(ports, actor, input),
    listTriggerRules: () => triggerRules.listRules(),
    findTriggerRule: (name) => triggerRules.findRule(name),
    saveTriggerRule: (actor, input) => saveTriggerRule(ports, actor.id, input),
    simulateTriggerRule,
    // Whoever has the role to send is one of the company's own systems.
    ingestEvents: (events) => ingest({ door: "GRAPHQL", source: null, isTrusted: true, events }),
    recordRightsRequest: (actor, input) => recordRightsRequest(rights, actor, input),
    exportPersonalData: async (actor, input) => {
      const answer = await exportPersonalData(exporting, actor, input);
      if ("refusal" in answer) return answer;
      const base = (options.rights?.publicUrl ?? findUrl()).replace(/\/$/, "");
      return { url: `${base}${exportsPath}/${answer.token}`, expiresAt: answer.expiresAt };
    },
    erasePersonalData: (actor, input) => erasePersonalData(rights, actor, input),
    listErasures: (page) => listErasures(rights, page),
    resolveRightsRequest: (actor, input) => resolveRightsRequest(ports, actor, input),
    extendRightsRequest: (actor, input) => extendRightsRequest(ports, actor, input),
    liftRestriction: (actor, input) => liftRestriction(ports, actor, input),
    withdrawObjection: (actor, input) => withdrawObjection(ports, actor, input),
  };
}
