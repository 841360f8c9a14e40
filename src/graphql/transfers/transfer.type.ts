import { Field, ID, ObjectType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import {
  Direction,
  TransferCategory,
  type Transfer as TransferRecord,
} from "../../domains/customer/records.js";
import { toNodeId } from "../../shared/ids.js";
import { Money } from "../money.type.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** One booking on one account. */
@ObjectType({ implements: Node, description: "One booking on one account (ISO 20022)." })
export class Transfer extends Node {
  readonly __typename = "Transfer";

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => ID, { description: "Number of the account." })
  accountId!: string;

  @Field(() => Direction, { description: "Whether money came in or went out." })
  direction!: Direction;

  @Field(() => Money, { description: "The amount, never negative." })
  amount!: Money;

  @Field(() => String, {
    nullable: true,
    description: "Who is on the other side; null when the source has none.",
  })
  counterparty!: string | null;

  @Field(() => TransferCategory, {
    nullable: true,
    description: "What it is for; null when the source did not say.",
  })
  category!: TransferCategory | null;

  @Field(() => Boolean, { description: "Whether it is booked regularly by order of the customer." })
  standingOrder!: boolean;

  @Field(() => String, { nullable: true, description: "Text of the booking; null when there is none." })
  memo!: string | null;

  @Field(() => Channel, { nullable: true, description: "Where it was ordered; null when not known." })
  channel!: Channel | null;

  @Field(() => DateTime, { description: "When it was booked." })
  bookedAt!: string;
}

/** TransferConnection */
export const TransferConnection = defineConnection("Transfer", "transfers", () => Transfer);

/** The API's object of a record. */
export function toTransfer(record: TransferRecord): Transfer {
  return { __typename: "Transfer", id: toNodeId("Transfer", record.recordId), ...record };
}
