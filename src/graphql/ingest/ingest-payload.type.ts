import { Field, ID, ObjectType } from "type-graphql";
import { IngestStatus } from "../../domains/ingest/sent-event.js";

/** The answer for one event. */
@ObjectType({ description: "What became of one event." })
export class IngestResult {
  @Field(() => ID, { description: "The event's id, as it was sent." })
  id!: string;

  @Field(() => IngestStatus, { description: "What became of it." })
  status!: IngestStatus;

  @Field(() => String, {
    nullable: true,
    description:
      "A code, a colon and a sentence: why it was rejected, or why an accepted event waits for its person. Null where nothing is to be said.",
  })
  reason!: string | null;
}

/** What ingestEvents did. */
@ObjectType({ description: "What ingestEvents did." })
export class IngestPayload {
  @Field(() => [IngestResult], { description: "One for each event, in the order of the events." })
  results!: readonly IngestResult[];
}
