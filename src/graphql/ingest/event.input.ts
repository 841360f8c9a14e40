import { Field, ID, InputType } from "type-graphql";
import { IdentityInput } from "../identity/identity.input.js";
import { DateTime, JSONObject } from "../scalars.js";

/** An event of another system (CloudEvents 1.0). */
@InputType({ description: "An event of another system, with the attributes of CloudEvents 1.0." })
export class EventInput {
  @Field(() => ID, { description: "Names the event within its source: the same id is taken once." })
  id!: string;

  @Field(() => String, { description: "The system that it comes from." })
  source!: string;

  @Field(() => String, {
    description:
      "What happened: web.track, web.page, web.screen, web.identify, transfer.booked, consultation.started, consultation.ended, contact.attempted or profile.changed.",
  })
  type!: string;

  @Field(() => IdentityInput, { description: "An identity of the person that it is about." })
  subject!: IdentityInput;

  @Field(() => DateTime, { description: "When it happened; not in the future." })
  time!: string;

  @Field(() => JSONObject, { description: "What the type says of it; docs/events.md has the schemas." })
  data!: Readonly<Record<string, unknown>>;
}
