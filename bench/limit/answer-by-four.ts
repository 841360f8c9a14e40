// Answers by one statement a source. The store says whose the records are; the four sources are asked at the same time.
import type { Pool } from "pg";
import { batchCalls, type TextsOf } from "./batch-calls.js";
import {
  pageStatements,
  screenStatements,
  storeStatements,
  type CustomerKeys,
  type SourceStatements,
} from "./four-statements.js";
import type { Statement } from "./one-statement.js";

/** A pool for each database. */
export interface FourPools {
  readonly store: Pool;
  readonly crm: Pool;
  readonly webEvents: Pool;
  readonly transfers: Pool;
  readonly consultations: Pool;
}

/** Answers the JSON of the data. */
export type AnswerText = (key: string) => Promise<string>;

type KeyRow = [n: string, ...keys: string[]];

/** The answers to agent-screen and customer-page; batched: keys of concurrent requests go in one statement. */
export function createAnswersByFour(
  pools: FourPools,
  isBatched: boolean,
): { readonly q1: AnswerText; readonly q2: AnswerText } {
  const screen = createSources(pools, screenStatements, isBatched);
  const page = createSources(pools, pageStatements, isBatched);
  const screenKeys = maybeBatch(
    (ids: readonly string[]) => askKeys(pools.store, storeStatements.screen, ids),
    isBatched,
  );
  return {
    q1: async (id) => {
      const [text = ""] = await screenKeys([id]);
      if (text === "") return '{"customer":null}';
      const [keys, identities, consents] = JSON.parse(text) as [CustomerKeys, string, string];
      const [profile, webEvents, transfers, consultations] = await screen([keys]);
      return `{"customer":{"id":"cus_${keys.id}","profile":${profile?.[0] ?? "null"},"identities":${identities},"webEvents":${webEvents?.[0] ?? ""},"transfers":${transfers?.[0] ?? ""},"consultations":${consultations?.[0] ?? ""},"consents":${consents}}}`;
    },
    q2: async (after) => {
      const { rows } = await pools.store.query<KeyRow>({
        ...storeStatements.page,
        values: [after === "" ? null : after],
        rowMode: "array",
      });
      const customers = rows.slice(0, 25).map(toKeys);
      const [profile, webEvents, transfers, consultations] = await page(customers);
      const edges = customers.map(
        ({ id }, at) =>
          `{"node":{"id":"cus_${id}","profile":${profile?.[at] ?? "null"},"webEvents":${webEvents?.[at] ?? ""},"transfers":${transfers?.[at] ?? ""},"consultations":${consultations?.[at] ?? ""}}}`,
      );
      const end = JSON.stringify(customers.at(-1)?.id ?? null);
      return `{"customers":{"edges":[${edges.join()}],"pageInfo":{"hasNextPage":${String(rows.length > 25)},"endCursor":${end}}}}`;
    },
  };
}

/** Keys with identities and consents as one text, so that they pass through a batch; an unknown customer's is empty. */
async function askKeys(pool: Pool, statement: Statement, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool.query<KeyRow>({ ...statement, values: [ids], rowMode: "array" });
  const texts = ids.map(() => "");
  for (const row of rows) texts[Number(row[0]) - 1] = JSON.stringify([toKeys(row), row[7], row[8]]);
  return texts;
}

function toKeys([
  ,
  id = "",
  crmId = "",
  logins = "",
  cookies = "",
  accounts = "",
  phones = "",
]: KeyRow): CustomerKeys {
  return { id, crmId, logins, cookies, accounts, phones };
}

function createSources(pools: FourPools, statements: SourceStatements, isBatched: boolean) {
  const call = (pool: Pool, statement: Statement, columns: readonly ((keys: CustomerKeys) => string)[]) =>
    maybeBatch(async (entries: readonly CustomerKeys[]) => {
      const values = columns.map((column) => entries.map(column));
      const { rows } = await pool.query<[n: string, text: string]>({
        ...statement,
        values,
        rowMode: "array",
      });
      const texts: string[] = [];
      for (const [n, text] of rows) texts[Number(n) - 1] = text;
      return texts;
    }, isBatched);
  const calls = [
    call(pools.crm, statements.profile, [({ crmId }) => crmId]),
    call(pools.webEvents, statements.webEvents, [({ logins }) => logins, ({ cookies }) => cookies]),
    call(pools.transfers, statements.transfers, [({ accounts }) => accounts]),
    call(pools.consultations, statements.consultations, [
      ({ crmId }) => crmId,
      ({ phones }) => toCallers(phones),
    ]),
  ];
  return (entries: readonly CustomerKeys[]) => Promise.all(calls.map((ask) => ask(entries)));
}

/** The contact centre writes a Korean number with its national zero. */
function toCallers(phones: string): string {
  return phones.replaceAll("+82", "0");
}

function maybeBatch<Entry>(call: TextsOf<Entry>, isBatched: boolean): TextsOf<Entry> {
  return isBatched ? batchCalls(call) : call;
}
