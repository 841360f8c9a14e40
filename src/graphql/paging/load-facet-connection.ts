// The way of every paged facet: check the page, ask the loader for one record more than wanted, cut, give cursors.
import {
  facets,
  type FacetName,
  type FacetPage,
  type FilterOf,
  type RecordOf,
} from "../../domains/customer/facets.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import type { RequestContext } from "../request-context.js";
import { toConnection, type ConnectionShape } from "./connection.js";
import { parsePositionCursor, toPositionCursor } from "./position-cursor.js";

/** What the caller asked for. */
export interface FacetConnectionAsk<F extends FacetName> {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly filter?: FilterOf<F> | undefined;
}

/** One page of a facet of a customer, newest first. */
export async function loadFacetConnection<F extends FacetName, Node>(
  context: RequestContext,
  facet: F,
  customerId: string,
  ask: FacetConnectionAsk<F>,
  toNode: (record: RecordOf<F>) => Node,
): Promise<ConnectionShape<Node>> {
  const first = parseFirst(ask.first);
  const after = parsePositionCursor(facet, ask.after);
  const page: FacetPage<F> = {
    limit: first + 1,
    ...(after === undefined ? {} : { after }),
    ...(ask.filter === undefined ? {} : { filter: ask.filter }),
  };
  const records = await context.loaders.facet(facet, customerId, page);
  const { occurredAt } = facets[facet];
  return toConnection(toSlice(records, first), ask.after, toNode, (record) =>
    toPositionCursor(facet, occurredAt(record), record.recordId),
  );
}
