// Triggers of all customers that fit a filter, without those that the viewer may not see.
import type { GraphQLResolveInfo } from "graphql";
import type { CustomerRef } from "../../domains/identity/identity.js";
import type { Trigger, TriggerSearch } from "../../domains/triggers/trigger.js";
import type { Position } from "../../shared/page.js";
import { toDefinedMembers } from "../defined-members.js";
import type { RequestContext } from "../request-context.js";
import { loadCustomerIds } from "../customer/load-customer-ids.js";
import type { TriggerFilter } from "./trigger-filter.input.js";

/** Most triggers that one page looks through; a filter by branch may pass over many. */
const maxScanned = 2_000;

/** A page, and where the list goes on behind what was looked through. */
export interface TriggerPage {
  readonly triggers: readonly Trigger[];
  readonly hasNextPage: boolean;
  /** The last trigger that was looked at; undefined when there was none. */
  readonly last: Trigger | undefined;
}

/** Reads a page and admits whom it is about. */
export async function listTriggers(
  context: RequestContext,
  info: GraphQLResolveInfo,
  ask: {
    readonly first: number;
    readonly after?: Position | undefined;
    readonly filter: TriggerFilter | null;
  },
): Promise<TriggerPage> {
  const { branches, ...rest } = toDefinedMembers(ask.filter) ?? {};
  const customerIds = await loadCustomerIds(context, rest.customerIds, "filter.customerIds");
  const { rules, minPriority, statuses } = rest;
  const filter: TriggerSearch = {
    ...(rules !== undefined && { rules }),
    ...(minPriority !== undefined && { minPriority }),
    ...(statuses !== undefined && { statuses }),
    ...(customerIds !== undefined && { customerIds }),
  };
  const limit = Math.max(ask.first + 1, branches === undefined ? 0 : 200);
  const shown: { readonly trigger: Trigger; readonly ref: CustomerRef }[] = [];
  let last: Trigger | undefined;
  let after = ask.after;
  for (let scanned = 0; scanned < maxScanned;) {
    const page = await context.loaders.listTriggers({ limit, filter, ...(after !== undefined && { after }) });
    const owners = await Promise.all(page.map((trigger) => findShown(context, trigger, branches)));
    for (const [at, trigger] of page.entries()) {
      const ref = owners[at];
      if (ref !== undefined && shown.length === ask.first) return admitAll(context, info, shown, true, last);
      if (ref !== undefined) shown.push({ trigger, ref });
      last = trigger;
    }
    scanned += page.length;
    if (last === undefined || page.length < limit) return admitAll(context, info, shown, false, last);
    after = { at: last.raisedAt, id: last.id, inclusive: false };
  }
  return admitAll(context, info, shown, true, last);
}

async function admitAll(
  { access }: RequestContext,
  info: GraphQLResolveInfo,
  shown: readonly { readonly trigger: Trigger; readonly ref: CustomerRef }[],
  hasNextPage: boolean,
  last: Trigger | undefined,
): Promise<TriggerPage> {
  await Promise.all(shown.map(({ ref }, index) => access.admit(ref, info, { index, action: "SEARCH" })));
  return { triggers: shown.map(({ trigger }) => trigger), hasNextPage, last };
}

/** The customer of a trigger, when the viewer may see it and the customer is of one of the branches. */
async function findShown(
  { loaders, access }: RequestContext,
  trigger: Trigger,
  branches: readonly string[] | undefined,
): Promise<CustomerRef | undefined> {
  const ref = await loaders.customer(trigger.customerId);
  if (ref === undefined || !(await access.couldShow(ref, "Trigger"))) return undefined;
  if (branches === undefined) return ref;
  const [profile] = await loaders.facet("profile", ref.id, { limit: 1 });
  return profile?.branch != null && branches.includes(profile.branch) ? ref : undefined;
}
