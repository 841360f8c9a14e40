import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { ingestLimits } from "../../domains/ingest/sent-event.js";
import { invalidArgument } from "../../shared/errors.js";
import type { RequestContext } from "../request-context.js";
import { EventInput } from "./event.input.js";
import { IngestPayload } from "./ingest-payload.type.js";

/** Mutation.ingestEvents */
@Resolver()
export class IngestResolver {
  @Mutation(() => IngestPayload, {
    description:
      "Takes events of other systems. When it answers, everything about them is durable; the same batch may be sent again without doubles.",
  })
  async ingestEvents(
    @Ctx() context: RequestContext,
    @Arg("events", () => [EventInput], { description: "At most 500 events." }) events: EventInput[],
  ): Promise<IngestPayload> {
    if (events.length > ingestLimits.batchEvents) {
      throw invalidArgument("events", `holds more than ${String(ingestLimits.batchEvents)} events.`);
    }
    return { results: await context.useCases.ingestEvents(events) };
  }
}
