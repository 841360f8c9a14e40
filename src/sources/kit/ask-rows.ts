// Asks of one batch as rows of a JSON parameter, which a statement reads with `json_to_recordset($1) as ask(…)`: pages and
// filters of aliases may differ, so they are columns of the ask and not parameters of the statement.
import type { FacetName, FacetPage } from "../../domains/customer/facets.js";
import type { SourceAsk } from "./define-source.js";
import { toStorableJson } from "./to-storable.js";

/** The columns that every ask has. `step` widens `at` where records of the same instant are wanted too. */
export const askColumns =
  "n int, namespace text, value text, size int, at timestamptz, id text, step interval";

/** The columns of a filter by time; open ends are infinite. */
export const periodColumns = "since timestamptz, until timestamptz";

/**
 * SQL: the record stands behind the ask's position. One row comparison, which an index on (key, time desc, id desc)
 * answers as a range. NOTE: no id is below the empty text, and an id that is above all texts does not exist, hence `step`.
 */
export function isBehindPosition(time: string, id: string): string {
  return `(${time}, ${id}) < (ask.at + ask.step, ask.id)`;
}

/** SQL: the record's time is within the ask's period. */
export function isInPeriod(time: string): string {
  return `${time} >= ask.since and ${time} < ask.until`;
}

/** The JSON parameter: each ask with its number, its page and what `toFilter` adds. */
export function toAskRows<F extends FacetName>(
  asks: readonly SourceAsk<F>[],
  toFilter?: (filter: FacetPage<F>["filter"]) => object,
): string {
  return toStorableJson(
    asks.map(({ key, page }, n) => ({
      n,
      namespace: key.namespace,
      value: key.value,
      size: page.limit,
      ...toPosition(page),
      ...toFilter?.(page.filter),
    })),
  );
}

/** The columns of a period. */
export function toPeriod(filter: { readonly since?: string; readonly until?: string } | undefined): object {
  return { since: filter?.since ?? "-infinity", until: filter?.until ?? "infinity" };
}

function toPosition({ after }: Pick<FacetPage, "after">): object {
  if (after === undefined) return { at: "infinity", id: "", step: "0" };
  if (after.inclusive) return { at: after.at, id: "", step: "1 microsecond" };
  return { at: after.at, id: after.id ?? "", step: "0" };
}
