import { defineEntity, p } from "@mikro-orm/core";
import { IdentityNamespace, MatchMethod, type MatchReason } from "../../domains/identity/identity.js";
import { CustomerEntity } from "./customer.entity.js";
import { instant, jsonList, text } from "./columns.js";
import { revisesHeads } from "./head-revision.entity.js";

/** All holders: whether somebody is the only one depends on the others. */
const whose = (changed: string): string =>
  `select customer_id from ${changed} union select link.customer_id from ${changed}
      join identity_link link on link.namespace = ${changed}.namespace and link.value_hash = ${changed}.value_hash`;

/** An identity of a customer, who reported it, and why it is believed. A shared identity has one row a holder. */
export const IdentityLinkEntity = defineEntity({
  name: "IdentityLink",
  tableName: "identity_link",
  properties: {
    namespace: p.enum(Object.values(IdentityNamespace)).primary(),
    // Under which the identity is found, and what is opened to show it; the value itself is nowhere.
    valueHash: text().primary(),
    customer: () => p.manyToOne(CustomerEntity).mapToPk().primary().index(),
    sealedValue: text(),
    source: text(),
    verified: p.boolean(),
    firstSeenAt: instant(),
    lastSeenAt: instant(),
    method: p.enum(Object.values(MatchMethod)),
    score: p.double(),
    reasons: jsonList<MatchReason>(),
    linkedAt: instant(),
    linkedBy: text(),
  },
  triggers: [revisesHeads("insert", whose), revisesHeads("update", whose), revisesHeads("delete", whose)],
});
