import { Field, ObjectType } from "type-graphql";
import { ContextKind } from "../../domains/events/event.js";
import { ConsentRecord } from "../consent/consent.type.js";
import { Customer } from "../customer/customer.type.js";
import { TouchpointRecord } from "../node/touchpoint-record.js";
import { Trigger } from "../triggers/trigger.type.js";

const cursorDescription =
  "Place of the event in the stream; a subscription with it in `after` goes on behind it.";

/** A trigger was raised. */
@ObjectType({ description: "A trigger was raised." })
export class TriggerEvent {
  @Field(() => String, { description: cursorDescription })
  cursor!: string;

  @Field(() => Trigger, { description: "The trigger." })
  trigger!: Trigger;
}

/** A consent was recorded. */
@ObjectType({ description: "A consent was recorded." })
export class ConsentEvent {
  @Field(() => String, { description: cursorDescription })
  cursor!: string;

  @Field(() => Customer, { description: "Whose consent it is." })
  customer!: Customer;

  @Field(() => ConsentRecord, { description: "The record." })
  record!: ConsentRecord;
}

/** Something about a customer changed. */
@ObjectType({ description: "Something about the customer changed." })
export class CustomerContextEvent {
  @Field(() => String, { description: cursorDescription })
  cursor!: string;

  @Field(() => ContextKind, { description: "What it is about." })
  kind!: ContextKind;

  @Field(() => Customer, { description: "The customer, read anew for this event." })
  customer!: Customer;

  @Field(() => TouchpointRecord, {
    nullable: true,
    description:
      "The record behind the event; null for SNAPSHOT, PROFILE, PREFERENCES, IDENTITY, CONSENT_DUTY and RIGHTS, and where the viewer may not see it.",
  })
  record!: TouchpointRecord | null;
}
