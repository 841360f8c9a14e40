// Rows of the web and app analytics store, drawn by PostgreSQL itself: two million are there in seconds.
import type { Client } from "pg";
import { copyValues } from "../../src/demo/bank/copy-rows.js";
import type { Population } from "../../src/demo/bank/population/build-population.js";
import { dataSetSeed } from "./data-set-size.js";
import { insertInParts, randomSql, type ReportShare, spreadSql } from "./insert-in-parts.js";

/** Hits that say who uses which browser stand first, so that the identity scan finds all links at the beginning. */
export function countVisitors(population: Population): number {
  return population.people.reduce(
    (count, { login, devices }) => count + (login === null ? 0 : devices.length),
    0,
  );
}

/** Fills `hit`. */
export async function fillWebEvents(
  client: Client,
  population: Population,
  rows: number,
  report: ReportShare,
): Promise<void> {
  await client.query(
    "create temp table visitor (n int primary key, login_id text, vst_id text, dvc_id text, dvc_tp text, chnl text, city text)",
  );
  const visitors = population.people.flatMap(({ login, devices, household }) =>
    login === null
      ? []
      : devices.map(({ visitorId, deviceId, kind, channel }) => [
          login,
          visitorId,
          deviceId,
          kind,
          channel,
          household.place.region,
        ]),
  );
  await copyValues(
    client,
    "visitor",
    ["n", "login_id", "vst_id", "dvc_id", "dvc_tp", "chnl", "city"],
    visitors.map((visitor, n) => [n, ...visitor]),
  );
  await client.query("analyze visitor");
  const count = visitors.length;
  // One hit of a hundred belongs to one of a few browsers with about a thousand, so that there are long lists too.
  const heavy = Math.max(1, Math.floor(population.people.length / 2_500));
  await insertInParts(client, Math.max(rows, count), report, (from, to, total) => ({
    text: `
      insert into hit (hit_id, vst_id, dvc_id, login_id, ssn_id, hit_tp, hit_nm, chnl, url, ref_url, dvc_tp, city, prd,
        cmpgn, props, hit_ts)
      select 'h' || lpad(g::text, 9, '0'), visitor.vst_id, visitor.dvc_id,
        case when g <= ${count} or r % 100 < 80 then visitor.login_id end,
        's-' || to_hex((r / 7) % 1000000007),
        case when g <= ${count} then 'identify' when r % 10 < 6 and visitor.chnl = 'app' then 'screen'
          when r % 10 < 6 then 'page' else 'track' end,
        case when g <= ${count} then 'Signed In' else (array['Home', 'Products', 'Accounts', 'Account Details', 'Transfer',
          'Cards', 'Loans', 'Product Viewed', 'Statement Downloaded', 'Inbox'])[1 + (r / 100) % 10] end,
        visitor.chnl,
        case when visitor.chnl = 'web' then 'https://www.gaonbank.example/' || (array['', 'products', 'banking/accounts',
          'banking/accounts/details', 'banking/transfer', 'banking/cards', 'banking/loans', 'products/view',
          'banking/documents', 'banking/inbox'])[1 + (r / 100) % 10] end,
        case when r % 17 = 0 then 'https://search.example/' end,
        visitor.dvc_tp, visitor.city,
        case when r % 5 = 0 then '상품 ' || (r / 1000) % 40 end,
        case when r % 23 = 0 then 'autumn-' || (r / 1000) % 12 end,
        case when r % 3 = 0 then jsonb_build_object('step', (r / 1000) % 9, 'variant', 'b') end,
        ${spreadSql("g", total)}
      from generate_series(${from}, ${to}) g
      cross join lateral (select ${randomSql("g", dataSetSeed)} as r) drawn
      join visitor on visitor.n = case when g <= ${count} then g - 1
        when r % 101 = 0 then (r / 101) % ${heavy}
        else ${randomSql("g", dataSetSeed + 1)} % ${count} end
      order by g`,
  }));
}
