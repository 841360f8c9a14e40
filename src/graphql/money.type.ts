import { Field, ObjectType } from "type-graphql";
import type { Money as MoneyValue } from "../shared/money.js";
import { Decimal } from "./scalars.js";

/** An exact amount. */
@ObjectType({ description: "An exact amount of money." })
export class Money implements MoneyValue {
  @Field(() => Decimal, { description: "The amount, exact." })
  amount!: string;

  @Field(() => String, { description: "ISO 4217 code, e.g. KRW." })
  currency!: string;
}
