// Pages of a customer's history, many asks in one statement: each ask is a row of JSON, joined laterally to its page.
import type { Position } from "../shared/page.js";
import { keepUuids } from "./rows.js";

/** One customer and the page wanted; `more` holds what a list narrows by besides. */
export interface HistoryAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position | undefined;
  readonly more?: Readonly<Record<string, unknown>> | undefined;
}

/** Columns of an ask for `jsonb_to_recordset`. */
export const askColumns = `n int, customer_id uuid, lim int, at timestamptz, id text, inclusive boolean`;

/** The asks as one parameter. */
export function toAskParameter(asks: readonly HistoryAsk[]): string {
  const rows = asks.map((ask, n) => ({
    n,
    customer_id: keepUuids([ask.customerId])[0] ?? null,
    lim: ask.limit,
    at: ask.after?.at ?? null,
    id: ask.after?.id ?? null,
    inclusive: ask.after?.inclusive ?? null,
    ...ask.more,
  }));
  return JSON.stringify(rows);
}

/** Whether a record follows the ask's position (see `Position`): ids compare as text, since a cursor may hold any. */
export function followsPosition(time: string, id: string): string {
  return `(ask.at is null or ${time} < ask.at
      or (${time} = ask.at and (ask.inclusive or ${id}::text < ask.id collate "C")))`;
}
