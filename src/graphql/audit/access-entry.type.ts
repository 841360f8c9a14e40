import { Field, ID, ObjectType } from "type-graphql";
import {
  AccessAction,
  AccessDecision,
  type AccessEntry as AccessEntryValue,
} from "../../domains/audit/access-entry.js";
import { Purpose } from "../../domains/consent/consent.js";
import { Role } from "../../security/viewer.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** What stands before the reference of a person whom only the access log still knows. */
export const erasedPrefix = "subject:";

/** One entry of the access log. */
@ObjectType({
  implements: Node,
  description:
    "Who saw or changed what of one person's data, in one answer. Written before the answer is sent.",
})
export class AccessEntry extends Node {
  readonly __typename = "AccessEntry";

  /** The entry in the gateway's own words, for what is decided about it. */
  readonly value!: AccessEntryValue;

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => DateTime, { description: "When the answer was ready." })
  at!: string;

  @Field(() => String, {
    description:
      "Account that asked (subject of its token); of the gateway itself `system:` and what it did.",
  })
  actor!: string;

  @Field(() => [Role], { description: "Roles that the account had." })
  roles!: readonly Role[];

  @Field(() => String, { description: "Address that the request came from." })
  sourceIp!: string;

  @Field(() => String, {
    nullable: true,
    description: "Application that the account used; null when it did not say.",
  })
  application!: string | null;

  @Field(() => ID, {
    description:
      "Whose data it was: the id of the customer, or `subject:` and a pseudonym when the person was erased since.",
  })
  subjectId!: string;

  @Field(() => AccessAction, { description: "What was done." })
  action!: AccessAction;

  @Field(() => [String], {
    description: "Fields that were asked for, as `Type.field`, in order of their names.",
  })
  fields!: readonly string[];

  @Field(() => [String], { description: "Those of the fields that were masked or not shown." })
  withheld!: readonly string[];

  @Field(() => Purpose, { description: "What the data was asked for." })
  purpose!: Purpose;

  @Field(() => AccessDecision, { description: "What was decided." })
  decision!: AccessDecision;

  @Field(() => String, { description: "Id of the request; entries of one answer share it." })
  requestId!: string;
}

/** AccessEntryConnection */
export const AccessEntryConnection = defineConnection(
  "AccessEntry",
  "entries of the access log",
  () => AccessEntry,
);

/** The API's object of an entry. */
export function toAccessEntry(value: AccessEntryValue): AccessEntry {
  const { customerId, subjectRef, roles, ...members } = value;
  return {
    ...members,
    __typename: "AccessEntry",
    value,
    id: toNodeId("AccessEntry", value.id),
    // An entry may be older than the list of roles.
    roles: roles.filter((role): role is Role => Object.hasOwn(Role, role)),
    subjectId: customerId === null ? `${erasedPrefix}${subjectRef}` : toNodeId("Customer", customerId),
  };
}
