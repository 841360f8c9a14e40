import { defineEntity, p } from "@mikro-orm/core";
import { text } from "./columns.js";
import { ErasureEntity } from "./erasure.entity.js";

/** Finds the erasure of a customer's id, by keyed hash: who asks again gets the same certificate. */
export const ErasedCustomerEntity = defineEntity({
  name: "ErasedCustomer",
  tableName: "erased_customer",
  properties: {
    lookup: text().primary(),
    erasure: () => p.manyToOne(ErasureEntity).mapToPk(),
  },
});
