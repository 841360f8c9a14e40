import { Field, ID, InputType } from "type-graphql";
import { Purpose } from "../../domains/consent/consent.js";
import {
  RightsRequestKind,
  RightsRequestOutcome,
  RightsRequestStatus,
} from "../../domains/rights/rights-request.js";
import { DateTime } from "../scalars.js";

const keyDescription = "Makes the call repeatable: the same key gives the first answer again.";

/** Narrows requests. */
@InputType({ description: "Narrows rights requests; members that are left out narrow nothing." })
export class RightsRequestFilter {
  @Field(() => [RightsRequestKind], { nullable: true, description: "Only of these kinds." })
  kinds?: RightsRequestKind[] | null;

  @Field(() => [RightsRequestStatus], { nullable: true, description: "Only those that stand here." })
  statuses?: RightsRequestStatus[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "True: only those that are open after their deadline; false: only the others.",
  })
  overdue?: boolean | null;

  @Field(() => DateTime, { nullable: true, description: "Only those with a deadline before this time." })
  dueBefore?: string | null;
}

/** A request to be recorded. */
@InputType({ description: "What a person asks by right." })
export class RecordRightsRequestInput {
  @Field(() => String, { description: keyDescription })
  clientKey!: string;

  @Field(() => ID, { description: "The customer who asks." })
  customerId!: string;

  @Field(() => RightsRequestKind, {
    description: "Which right. A restriction and an objection hold from this moment on.",
  })
  kind!: RightsRequestKind;

  @Field(() => [Purpose], {
    nullable: true,
    description: "Purposes that the person objects to: needed for an objection, refused for other kinds.",
  })
  purposes?: Purpose[] | null;

  @Field(() => String, {
    nullable: true,
    description: "What the person said, at most 4,000 characters; a rectification needs it.",
  })
  details?: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it reached the company; by default now." })
  receivedAt?: string | null;
}

/** The end of a request. */
@InputType({ description: "How a rights request ends." })
export class ResolveRightsRequestInput {
  @Field(() => String, { description: keyDescription })
  clientKey!: string;

  @Field(() => ID, { description: "The request." })
  id!: string;

  @Field(() => RightsRequestOutcome, {
    description: "How it ends. A refused or cancelled restriction or objection stops to hold.",
  })
  outcome!: RightsRequestOutcome;

  @Field(() => String, {
    nullable: true,
    description: "The reason, at most 2,000 characters; a refusal needs it.",
  })
  note?: string | null;
}

/** A longer time for a request. */
@InputType({ description: "A longer time for a rights request, where the law gives it." })
export class ExtendRightsRequestInput {
  @Field(() => String, { description: keyDescription })
  clientKey!: string;

  @Field(() => ID, { description: "The request: one for access or portability." })
  id!: string;

  @Field(() => DateTime, { description: "The new deadline, at most 89 days after the receipt." })
  until!: string;

  @Field(() => String, { description: "Why, as the person is told; at most 1,000 characters." })
  reason!: string;
}

/** The end of a restriction. */
@InputType({ description: "The end of a restriction of a customer's data." })
export class LiftRestrictionInput {
  @Field(() => String, { description: keyDescription })
  clientKey!: string;

  @Field(() => ID, { description: "The customer." })
  customerId!: string;

  @Field(() => String, { description: "Why, at most 1,000 characters." })
  reason!: string;
}

/** The end of an objection. */
@InputType({ description: "The end of objections of a customer." })
export class WithdrawObjectionInput {
  @Field(() => String, { description: keyDescription })
  clientKey!: string;

  @Field(() => ID, { description: "The customer." })
  customerId!: string;

  @Field(() => [Purpose], { description: "Purposes that the customer does not object to any more." })
  purposes!: Purpose[];

  @Field(() => String, { description: "Why, at most 1,000 characters." })
  reason!: string;
}
