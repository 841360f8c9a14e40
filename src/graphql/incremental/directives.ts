// @defer and @stream as clients see them in the schema. graphql 16 knows neither; the executor knows both by name.
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from "graphql";

const label = {
  type: GraphQLString,
  description: "Name that later payloads of this part carry; unique in the document.",
};

/** `@defer` on a fragment. */
export const DeferDirective = new GraphQLDirective({
  name: "defer",
  description:
    "Sends the fields of a fragment in a later payload, so that the rest of the answer does not wait for them. A client that does not accept `multipart/mixed; deferSpec=20220824` gets them with the rest.",
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: {
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: true,
      description: "When false, the fields come with the rest of the answer.",
    },
    label,
  },
});

/** `@stream` on a list. */
export const StreamDirective = new GraphQLDirective({
  name: "stream",
  description:
    "Sends the items of a list after the first few in later payloads, each as soon as it is complete. A client that does not accept `multipart/mixed; deferSpec=20220824` gets them with the rest.",
  locations: [DirectiveLocation.FIELD],
  args: {
    if: {
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: true,
      description: "When false, the whole list comes with the rest of the answer.",
    },
    label,
    initialCount: {
      type: new GraphQLNonNull(GraphQLInt),
      defaultValue: 0,
      description: "How many items come with the rest of the answer; not negative.",
    },
  },
});

/** Both, for the schema. */
export const incrementalDirectives: readonly GraphQLDirective[] = [DeferDirective, StreamDirective];
