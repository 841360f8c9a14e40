import { Field, ID, ObjectType } from "type-graphql";
import type { ProductHolding as ProductHoldingRecord } from "../../domains/customer/records.js";
import { Money } from "../money.type.js";
import { DateTime } from "../scalars.js";

/** A product that the customer holds or held. */
@ObjectType({ description: "A product that the customer holds or held." })
export class ProductHolding {
  @Field(() => ID, { description: "Number of the contract." })
  id!: string;

  @Field(() => String, { description: "Name of the product." })
  product!: string;

  @Field(() => String, { description: "Kind of product, e.g. DEPOSIT." })
  category!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was opened; null when not recorded." })
  openedAt!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was closed; null while it is held." })
  closedAt!: string | null;

  @Field(() => Money, { nullable: true, description: "Present balance; null where the product has none." })
  balance!: Money | null;
}

/** The API's object of a record. */
export function toProductHolding({ recordId, ...rest }: ProductHoldingRecord): ProductHolding {
  return { id: recordId, ...rest };
}
