import { Field, Float, ObjectType } from "type-graphql";
import { IdentityNamespace, MatchMethod, type IdentityLink } from "../../domains/identity/identity.js";
import { DateTime } from "../scalars.js";

/** A field that agreed. */
@ObjectType({ description: "One field that agreed between two identities." })
export class MatchReason {
  @Field(() => String, { description: "The field." })
  field!: string;

  @Field(() => String, { description: "How it agreed." })
  agreement!: string;

  @Field(() => Float, { description: "Weight of the agreement in bits, log2(m/u) (Fellegi-Sunter)." })
  weight!: number;
}

/** Why an identity is linked. */
@ObjectType({ description: "Why an identity is linked to the customer." })
export class LinkEvidence {
  @Field(() => MatchMethod, { description: "How the link came to be." })
  method!: MatchMethod;

  @Field(() => Float, { description: "How sure it is, 0 to 1." })
  score!: number;

  @Field(() => [MatchReason], { description: "What agreed." })
  reasons!: readonly MatchReason[];

  @Field(() => DateTime, { description: "When it was linked." })
  linkedAt!: string;

  @Field(() => String, { description: "Who or what linked it." })
  linkedBy!: string;
}

/** An identity of the customer. */
@ObjectType({ description: "Under which name a system around us knows the customer." })
export class Identity {
  @Field(() => IdentityNamespace, { description: "Where the value has its meaning." })
  namespace!: IdentityNamespace;

  @Field(() => String, { description: "The value in its one spelling, e.g. a telephone number in E.164." })
  value!: string;

  @Field(() => DateTime, { description: "When it was first seen." })
  firstSeenAt!: string;

  @Field(() => DateTime, { description: "When it was last seen." })
  lastSeenAt!: string;

  @Field(() => String, { description: "Source that reported it." })
  source!: string;

  @Field(() => Boolean, { description: "Whether the source vouches that it is this person's own." })
  verified!: boolean;

  @Field(() => LinkEvidence, {
    nullable: true,
    description: "Why it is linked; null for the identity that the customer began with.",
  })
  link!: LinkEvidence | null;
}

/** The API's object of a link. */
export function toIdentity({ evidence, ...link }: IdentityLink): Identity {
  return { ...link, link: evidence };
}
