// The ways to a person: the fields that find one. Their resolvers admit the person; below them every field knows whose it is.
import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import type { Policy } from "../../security/policy/policy.js";

/** Fields whose resolvers admit the persons that they find. */
const entries: ReadonlySet<string> = new Set([
  "Query.customer",
  "Query.customerByIdentity",
  "Query.customers",
  "Query.node",
  "Query.nodes",
  "Query._entities",
  "Query.rightsRequests",
  "Query.accessEntries",
  "Query.consentDuties",
  "Query.triggers",
  "Mutation.recordConsent",
  "Mutation.completeConsentDuty",
  "Mutation.updatePreferences",
  "Mutation.recordConsultation",
  "Mutation.recordRightsRequest",
  "Mutation.resolveRightsRequest",
  "Mutation.extendRightsRequest",
  "Mutation.liftRestriction",
  "Mutation.withdrawObjection",
  "Mutation.claimTrigger",
  "Mutation.resolveTrigger",
  "Mutation.dismissTrigger",
  "Mutation.simulateTriggerRule",
  "Subscription.customerContext",
  "Subscription.consentChanged",
  "Subscription.triggerRaised",
]);

/** Whether the field finds persons. */
export function isEntry(coordinate: string): boolean {
  return entries.has(coordinate);
}

/**
 * Fields whose rule asks for a person and that a document can reach past every entry. There must be none: they would be
 * shown to nobody.
 */
export function listFieldsOfNobody(schema: GraphQLSchema, policy: Policy): readonly string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const waiting: GraphQLNamedType[] = roots.filter((type) => type !== null && type !== undefined);
  const seen = new Set(waiting);
  const found: string[] = [];
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    const targets = isAbstractType(type)
      ? schema.getPossibleTypes(type)
      : isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => {
            const coordinate = `${type!.name}.${field.name}`;
            if (policy.coordinates.has(coordinate) && policy.dependsOnPerson(coordinate))
              found.push(coordinate);
            return entries.has(coordinate) ? [] : [getNamedType(field.type)];
          })
        : [];
    for (const target of targets) {
      if (seen.has(target)) continue;
      seen.add(target);
      waiting.push(target);
    }
  }
  return found.toSorted();
}
