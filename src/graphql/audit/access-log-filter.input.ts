import { Field, ID, InputType } from "type-graphql";
import { AccessAction, AccessDecision } from "../../domains/audit/access-entry.js";
import type { AccessLogFilter as AccessLogFilterValue } from "../../domains/audit/access-log.js";
import { Purpose } from "../../domains/consent/consent.js";
import { invalidArgument } from "../../shared/errors.js";
import { isUuid, parseNodeIdOf } from "../../shared/ids.js";
import { toDefinedMembers } from "../defined-members.js";
import { DateTime } from "../scalars.js";
import { erasedPrefix } from "./access-entry.type.js";

/** Narrows the access log. */
@InputType({
  description:
    "Narrows the access log; members that are left out narrow nothing. Over a long time name the persons, or since and until.",
})
export class AccessLogFilter {
  @Field(() => [String], { nullable: true, description: "Only what these accounts did." })
  actors?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Only about these persons: ids of customers, or `subjectId` of entries about persons who were erased since.",
  })
  customerIds?: string[] | null;

  @Field(() => [AccessAction], { nullable: true, description: "Only these actions." })
  actions?: AccessAction[] | null;

  @Field(() => [AccessDecision], { nullable: true, description: "Only what was decided so." })
  decisions?: AccessDecision[] | null;

  @Field(() => [Purpose], { nullable: true, description: "Only for these purposes." })
  purposes?: Purpose[] | null;

  @Field(() => [String], { nullable: true, description: "Only of these requests." })
  requestIds?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: "Only from this time on." })
  since?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Only before this time." })
  until?: string | null;
}

const customerIds = "filter.customerIds";

/** The filter in the gateway's own words; throws INVALID_ARGUMENT for an id that is none. */
export function parseAccessLogFilter(input: AccessLogFilter | null): AccessLogFilterValue {
  const { customerIds: persons, ...filter } = toDefinedMembers(input) ?? {};
  if (persons === undefined) return filter;
  const erased = persons
    .filter((id) => id.startsWith(erasedPrefix))
    .map((id) => id.slice(erasedPrefix.length));
  if (!erased.every(isUuid)) throw invalidArgument(customerIds, "is not an id of this graph.");
  return {
    ...filter,
    subjectRefs: erased,
    customerIds: persons
      .filter((id) => !id.startsWith(erasedPrefix))
      .map((id) => parseNodeIdOf("Customer", id, customerIds)),
  };
}
