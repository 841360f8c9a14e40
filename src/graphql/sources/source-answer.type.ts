import { Field, Float, ObjectType } from "type-graphql";
import { SourceStatus, type SourceAnswer as SourceAnswerValue } from "../../loaders/loaders.js";
import { DateTime } from "../scalars.js";

/** How a source answered in this request. */
@ObjectType({ description: "How a source answered in this request, and how fresh its data is." })
export class SourceAnswer implements SourceAnswerValue {
  @Field(() => String, { description: "Name of the source." })
  name!: string;

  @Field(() => SourceStatus, { description: "How it answered." })
  status!: SourceStatus;

  @Field(() => DateTime, { nullable: true, description: "When the data was read; null when it was not." })
  asOf!: Date | null;

  @Field(() => Float, {
    nullable: true,
    description: "How long it took, in milliseconds; null when it was not asked.",
  })
  latencyMs!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What went wrong, also when the answer stands but records of it did not fit and are left out; null when all is well.",
  })
  error!: string | null;
}
