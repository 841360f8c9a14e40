import { defineEntity, p } from "@mikro-orm/core";

/**
 * How often what a customer's head is made of has changed: the sum of the steps. Triggers of the tables add a row for each
 * change, in its transaction; rows of the same customer are folded into one later, which leaves the sum as it is.
 */
export const HeadRevisionEntity = defineEntity({
  name: "HeadRevision",
  tableName: "head_revision",
  properties: {
    id: p.bigint().primary(),
    customerId: p.uuid().index(),
    steps: p.bigint().defaultRaw("1"),
  },
});

/** The rows of a statement as its trigger calls them. */
type Changed = "added" | "removed";

type ChangeEvent = "insert" | "update" | "delete";

const changedBy: { readonly [E in ChangeEvent]: readonly Changed[] } = {
  insert: ["added"],
  update: ["removed", "added"],
  delete: ["removed"],
};

/** The trigger that moves the revisions on. `whose` is the SQL that finds the customers of the rows that changed. */
export function revisesHeads(event: ChangeEvent, whose: (changed: Changed) => string) {
  return {
    name: `heads_revised_on_${event}`,
    timing: "after" as const,
    events: [event],
    forEach: "statement" as const,
    body: `insert into head_revision (customer_id) ${changedBy[event].map(whose).join(" union ")};
      return null`,
  };
}
