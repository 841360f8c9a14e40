// The schema: the resolvers of all domains, made a subgraph, then guarded by the policy.
import "reflect-metadata";
import { specifiedDirectives, type GraphQLSchema } from "graphql";
import { buildSchemaSync, getMetadataStorage, type NonEmptyArray } from "type-graphql";
import { loadPolicy } from "../security/policy/load-policy.js";
import type { Policy } from "../security/policy/policy.js";
import { applyPermissions } from "./apply-permissions.js";
import { AccessLogResolver } from "./audit/access-log.resolver.js";
import { ConsentDutiesResolver, ConsentDutyResolver } from "./consent/consent-duties.resolver.js";
import { ConsentRecordResolver, ConsentResolver } from "./consent/consent.resolver.js";
import { ConsultationsResolver } from "./consultations/consultations.resolver.js";
import { ContactsResolver } from "./contacts/contacts.resolver.js";
import { ContactabilityResolver } from "./contact-policy/contactability.resolver.js";
import { PreferencesResolver } from "./contact-policy/preferences.resolver.js";
import { CustomerResolver } from "./customer/customer.resolver.js";
import { ProfileResolver } from "./customer/profile.resolver.js";
import "./enums.js";
import { buildSubgraph } from "./federation/build-subgraph.js";
import { findCustomerReference } from "./federation/customer-reference.js";
import { IdentitiesResolver } from "./identity/identities.resolver.js";
import { IngestResolver } from "./ingest/ingest.resolver.js";
import { incrementalDirectives } from "./incremental/directives.js";
import { SubscriptionResolver } from "./live/subscription.resolver.js";
import { NodeResolver } from "./node/node.resolver.js";
import { ErasureResolver } from "./rights/erasure.resolver.js";
import { RightsMutationsResolver } from "./rights/rights-mutations.resolver.js";
import { CustomerRightsResolver, RightsRequestResolver } from "./rights/rights.resolver.js";
import { SourceHealthResolver, SourcesResolver } from "./sources/sources.resolver.js";
import { TimelineResolver } from "./timeline/timeline.resolver.js";
import { TransfersResolver } from "./transfers/transfers.resolver.js";
import { SimulateTriggerRuleResolver } from "./triggers/simulate-trigger-rule.resolver.js";
import { TriggerRulesResolver } from "./triggers/trigger-rules.resolver.js";
import { CustomerTriggersResolver, TriggerResolver, TriggersResolver } from "./triggers/triggers.resolver.js";
import { WorkTriggersResolver } from "./triggers/work-triggers.resolver.js";
import { ViewerResolver } from "./viewer/viewer.resolver.js";
import { WebEventsResolver } from "./web-events/web-events.resolver.js";

const resolvers: NonEmptyArray<new () => object> = [
  ViewerResolver,
  NodeResolver,
  CustomerResolver,
  ProfileResolver,
  ContactsResolver,
  WebEventsResolver,
  TransfersResolver,
  ConsultationsResolver,
  TimelineResolver,
  IdentitiesResolver,
  ConsentResolver,
  ConsentRecordResolver,
  ConsentDutiesResolver,
  ConsentDutyResolver,
  PreferencesResolver,
  ContactabilityResolver,
  CustomerTriggersResolver,
  TriggerResolver,
  TriggersResolver,
  WorkTriggersResolver,
  TriggerRulesResolver,
  SimulateTriggerRuleResolver,
  AccessLogResolver,
  CustomerRightsResolver,
  RightsRequestResolver,
  RightsMutationsResolver,
  ErasureResolver,
  IngestResolver,
  SourcesResolver,
  SourceHealthResolver,
  SubscriptionResolver,
];

/**
 * Builds the schema that is served, by default under the shipped policy; throws when the policy does not fit it. `more` are
 * resolvers beside those of the product.
 */
export function buildSchema(
  policy: Policy = loadPolicy(),
  more: readonly (new () => object)[] = [],
): GraphQLSchema {
  const references = { Customer: findCustomerReference };
  return applyPermissions(buildSubgraph({ schema: buildApiSchema(more), references }), policy);
}

/** Builds the schema as clients see it, without what only routers ask for. Nothing guards it: it is only to be printed. */
export function buildApiSchema(more: readonly (new () => object)[] = []): GraphQLSchema {
  // A member of an object needs no resolver of its own: graphql-js reads it, and nothing runs around it.
  for (const type of getMetadataStorage().objectTypes) type.simpleResolvers = true;
  return buildSchemaSync({
    resolvers: [...resolvers, ...more],
    directives: [...specifiedDirectives, ...incrementalDirectives],
    // Input is checked by the scalars and the use cases; the built-in validation would echo it, personal data included.
    validate: false,
    // Subscriptions bring their own streams; the built-in publisher loses events and dies of one slow subscriber.
    pubSub: noPubSub,
  });
}

const noPubSub = {
  publish(): never {
    throw new Error("Subscriptions read the event log; nothing is published past it.");
  },
  subscribe(): never {
    throw new Error("Subscriptions read the event log; nothing is published past it.");
  },
};
