import { Field, Float, ObjectType } from "type-graphql";
import { SourceStatus, type SourceAnswer as SourceAnswerValue } from "../../loaders/loaders.js";
import { DateTime } from "../scalars.js";

/** How a source answered, in this request or lately. */
@ObjectType({
  description:
    "How a source answered. In `Customer.sources`: in this request; in `Query.sources`: the latest read or ping of any request.",
})
export class SourceAnswer implements SourceAnswerValue {
  @Field(() => String, { description: "Name of the source." })
  name!: string;

  @Field(() => SourceStatus, { description: "How it answered." })
  status!: SourceStatus;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "In `Customer.sources`: when the data of this answer was read, for STALE data when the oldest of it was; null when the " +
      "source gave none. In `Query.sources`: when the source last answered; null when it has not since the start.",
  })
  asOf!: Date | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "How long it took, in milliseconds: in `Customer.sources` its slowest read, in `Query.sources` its latest read or ping; null " +
      "when it was not asked.",
  })
  latencyMs!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What went wrong, also when the answer stands but records of it did not fit and are left out; null when all is well.",
  })
  error!: string | null;
}
