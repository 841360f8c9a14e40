import { Field, ID, ObjectType } from "type-graphql";
import { Purpose } from "../../domains/consent/consent.js";
import {
  isOverdue,
  RightsRequestKind,
  RightsRequestStatus,
  RightsStepAction,
  toDeadline,
  type RightsRequest as RightsRequestValue,
} from "../../domains/rights/rights-request.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** One step in the history of a request. */
@ObjectType({ description: "One step in the history of a rights request. Steps are never changed." })
export class RightsRequestStep {
  @Field(() => RightsStepAction, { description: "What was done." })
  action!: RightsStepAction;

  @Field(() => String, { description: "Account that did it; `system:…` is the gateway itself." })
  actor!: string;

  @Field(() => DateTime, { description: "When." })
  at!: string;

  @Field(() => String, { nullable: true, description: "The reason or a remark; null when none was given." })
  note!: string | null;
}

/** A request. */
@ObjectType({
  implements: Node,
  description:
    "What a person asked by right (PIPA art. 35 to 37, GDPR art. 15 to 21), and its ten-day clock.",
})
export class RightsRequest extends Node {
  readonly __typename = "RightsRequest";

  /** The customer's id inside the gateway. */
  readonly customerKey!: string;

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => RightsRequestKind, { description: "Which right." })
  kind!: RightsRequestKind;

  @Field(() => RightsRequestStatus, { description: "Where it stands." })
  status!: RightsRequestStatus;

  @Field(() => [Purpose], { description: "Purposes that an objection is about; empty for other kinds." })
  purposes!: readonly Purpose[];

  @Field(() => String, {
    nullable: true,
    description: "What the person said, in free text; null when nothing was noted.",
  })
  details!: string | null;

  @Field(() => DateTime, { description: "When it reached the company." })
  receivedAt!: string;

  @Field(() => DateTime, {
    description: "End of the tenth day after the receipt, in Korea, or the later time it was extended to.",
  })
  dueAt!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "The later deadline; null when it was not extended.",
  })
  extendedUntil!: string | null;

  @Field(() => String, { nullable: true, description: "Why it was extended; null when it was not." })
  extensionReason!: string | null;

  @Field(() => Boolean, { description: "Whether it is still open after its deadline." })
  isOverdue!: boolean;

  @Field(() => DateTime, { nullable: true, description: "When it ended; null while it is open." })
  resolvedAt!: string | null;

  @Field(() => [RightsRequestStep], {
    nullable: true,
    description: "What was done to it, in order; null for those who may not see who did it.",
  })
  steps!: readonly RightsRequestStep[] | null;
}

/** RightsRequestConnection */
export const RightsRequestConnection = defineConnection(
  "RightsRequest",
  "rights requests",
  () => RightsRequest,
);

/** The API's object of a request, as it stands at a time. */
export function toRightsRequest(request: RightsRequestValue, now: Date): RightsRequest {
  const { customerId, ...members } = request;
  return {
    ...members,
    __typename: "RightsRequest",
    id: toNodeId("RightsRequest", request.id),
    customerKey: customerId,
    dueAt: toDeadline(request),
    isOverdue: isOverdue(request, now),
  };
}
