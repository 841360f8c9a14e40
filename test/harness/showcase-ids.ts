import { showcase } from "../../src/demo/bank/showcase.js";
import { toNodeId, uuidFromName } from "../../src/shared/ids.js";

/** The id in the graph of a person of the demo bank's story. */
export function toCustomerId(name: keyof typeof showcase): string {
  return toNodeId("Customer", uuidFromName("customer", `CRM_ID:${showcase[name].custNo}`));
}
