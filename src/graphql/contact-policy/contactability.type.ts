import { Field, ObjectType } from "type-graphql";
import type { Contactability as ContactabilityValue } from "../../domains/contact-policy/decide-contactability.js";
import { SuppressionReason } from "../../domains/triggers/trigger.js";
import { DateTime } from "../scalars.js";

/** Whether a customer may be contacted. */
@ObjectType({ description: "Whether the customer may be contacted, and why not." })
export class Contactability implements ContactabilityValue {
  @Field(() => Boolean, { description: "Whether the customer may be contacted at that time." })
  allowed!: boolean;

  @Field(() => [SuppressionReason], {
    description:
      "Everything that speaks against it, in this order: ERASED, PROCESSING_RESTRICTED, OBJECTED, NO_CONSENT, CONSENT_EXPIRED, " +
      "CHANNEL_OPTED_OUT, TOPIC_OPTED_OUT, QUIET_HOURS, NIGHT_CONSENT_MISSING, FREQUENCY_CAP, CONTACTS_UNKNOWN; empty when allowed.",
  })
  reasons!: readonly SuppressionReason[];

  @Field(() => DateTime, {
    nullable: true,
    description:
      "The first time after `at` at which it is allowed, as far as is known at present: when quiet hours and night are over and the " +
      "week has room. Null when it is allowed already, and when something speaks against it that does not pass by itself.",
  })
  allowedFrom!: string | null;
}
