import { Field, ObjectType } from "type-graphql";
import { RefusalCode, type Refusal as RefusalValue } from "../domains/refusal.js";

/** Why something was not done. */
@ObjectType({
  description: "Why something was not done, where a caller may expect it. Faults are in `errors`.",
})
export class Refusal {
  @Field(() => RefusalCode, { description: "The reason." })
  code!: RefusalCode;

  @Field(() => String, { description: "The reason in a sentence." })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: "The input that did not fit; null when it is not one input.",
  })
  field!: string | null;
}

/** The API's object of a refusal. */
export function toRefusal(refusal: RefusalValue): Refusal {
  return { code: refusal.code, message: refusal.message, field: refusal.field ?? null };
}
