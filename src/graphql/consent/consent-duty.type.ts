import { Field, ID, ObjectType } from "type-graphql";
import {
  ConsentDutyKind,
  ConsentDutyStatus,
  type ConsentDuty as ConsentDutyValue,
} from "../../domains/consent/consent-duty.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** What a consent obliges the company to do. */
@ObjectType({
  implements: Node,
  description: "What an entry of the consent history obliges the company to do, and whether it was done.",
})
export class ConsentDuty extends Node {
  readonly __typename = "ConsentDuty";

  /** The duty in the gateway's own words, for what is read because of it. */
  readonly source!: ConsentDutyValue;

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => ConsentDutyKind, { description: "What has to be done." })
  kind!: ConsentDutyKind;

  @Field(() => ConsentDutyStatus, { description: "Where the duty stands." })
  status!: ConsentDutyStatus;

  @Field(() => DateTime, {
    description:
      "The instant before which it has to be done; an EXPIRY happens at it. Days are those of Korea.",
  })
  dueAt!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "When somebody should begin to act; null for what happens by itself.",
  })
  remindAt!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the reminder was given as an event; null when it was not, or not yet.",
  })
  raisedAt!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was done or fell away; null while it is open.",
  })
  closedAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Account that did it, or that recorded what made it fall away; null while it is open.",
  })
  closedBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "How the person was told or confirmed, e.g. sms; null while it is open or when nobody had to be told.",
  })
  method!: string | null;

  @Field(() => String, { nullable: true, description: "What the one who did it noted; null when nothing." })
  note!: string | null;
}

/** ConsentDutyConnection */
export const ConsentDutyConnection = defineConnection("ConsentDuty", "duties", () => ConsentDuty);

/** The API's object of a duty. */
export function toConsentDuty(source: ConsentDutyValue): ConsentDuty {
  return {
    __typename: "ConsentDuty",
    source,
    id: toNodeId("ConsentDuty", source.id),
    kind: source.kind,
    status: source.status,
    dueAt: source.dueAt,
    remindAt: source.remindAt,
    raisedAt: source.raisedAt,
    closedAt: source.closedAt,
    closedBy: source.closedBy,
    method: source.method,
    note: source.note,
  };
}
