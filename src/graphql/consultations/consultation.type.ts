import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import type { Consultation as ConsultationRecord } from "../../domains/customer/records.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** One conversation between customer and company. */
@ObjectType({ implements: Node, description: "One conversation between the customer and the company." })
export class Consultation extends Node {
  readonly __typename = "Consultation";

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => Channel, { nullable: true, description: "Where they met; null when not known." })
  channel!: Channel | null;

  @Field(() => ID, { nullable: true, description: "Who served the customer; null when not recorded." })
  agentId!: string | null;

  @Field(() => DateTime, { description: "When it began." })
  startedAt!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it ended; null while it lasts or when not recorded.",
  })
  endedAt!: string | null;

  @Field(() => String, { nullable: true, description: "Product it was about; null when it was about none." })
  product!: string | null;

  @Field(() => String, { nullable: true, description: "What it was about; null when not classified." })
  topic!: string | null;

  @Field(() => String, { nullable: true, description: "One or two sentences; null when nobody wrote them." })
  summary!: string | null;

  @Field(() => String, { nullable: true, description: "The agent's notes; null when there are none." })
  notes!: string | null;

  @Field(() => String, { nullable: true, description: "How it ended; null when not recorded." })
  outcome!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The customer's mark, 1 (bad) to 5 (good); null when not given.",
  })
  satisfaction!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "Mood, -1 (negative) to 1 (positive); null when not measured.",
  })
  sentiment!: number | null;

  @Field(() => String, { nullable: true, description: "City of the branch; null when not known." })
  locality!: string | null;
}

/** ConsultationConnection */
export const ConsultationConnection = defineConnection("Consultation", "consultations", () => Consultation);

/** The API's object of a record. */
export function toConsultation(record: ConsultationRecord): Consultation {
  return { __typename: "Consultation", id: toNodeId("Consultation", record.recordId), ...record };
}
