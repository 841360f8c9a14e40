import { Field, ID, ObjectType } from "type-graphql";
import { Purpose } from "../../domains/consent/consent.js";
import { Role, type Viewer as ViewerValue } from "../../security/viewer.js";

/** Who is asking. */
@ObjectType({ description: "Who is asking, in which role and for which purpose." })
export class Viewer implements Pick<ViewerValue, "id" | "roles" | "purpose"> {
  @Field(() => ID, { description: "Subject of the token." })
  id!: string;

  @Field(() => [Role], { description: "Roles that the token gives." })
  roles!: readonly Role[];

  @Field(() => Purpose, { description: "Purpose of this request." })
  purpose!: Purpose;

  @Field(() => Boolean, {
    nullable: true,
    description: "True for those who may end triggers that others have claimed; null for everybody else.",
  })
  supervisesTriggers?: boolean;
}
