import { Ctx, FieldResolver, Query, Resolver } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import { SourceAnswer } from "./source-answer.type.js";

/** Customer.sources */
@Resolver(() => Customer)
export class SourcesResolver {
  @FieldResolver(() => [SourceAnswer], {
    description: "Freshness and health of each source behind this answer, told when all other blocks are in.",
  })
  sources(@Ctx() { loaders }: RequestContext): Promise<readonly SourceAnswer[]> {
    return loaders.sourceAnswers();
  }
}

/** Query.sources */
@Resolver()
export class SourceHealthResolver {
  @Query(() => [SourceAnswer], {
    description:
      "How each source is, by the latest read or ping of any request; one of which nothing is known of the last 5 seconds is pinged.",
  })
  sources(@Ctx() { loaders }: RequestContext): Promise<readonly SourceAnswer[]> {
    return loaders.sourceHealth();
  }
}
