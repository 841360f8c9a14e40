// Rows of the contact centre: three of four know the customer number, the others only the caller's telephone number.
import type { Client } from "pg";
import { copyValues } from "../../src/demo/bank/copy-rows.js";
import type { Population } from "../../src/demo/bank/population/build-population.js";
import { toTelNo } from "../../src/demo/bank/population/person.js";
import { dataSetSeed } from "./data-set-size.js";
import { insertInParts, randomSql, type ReportShare, spreadSql } from "./insert-in-parts.js";

/** Fills `cnslt`. */
export async function fillConsultations(
  client: Client,
  population: Population,
  rows: number,
  report: ReportShare,
): Promise<void> {
  await client.query("create temp table caller (n int primary key, cust_no text, tel_no text)");
  await copyValues(
    client,
    "caller",
    ["n", "cust_no", "tel_no"],
    population.people.map(({ custNo, line }, n) => [n, custNo, line === null ? null : toTelNo(line.text)]),
  );
  await client.query("analyze caller");
  await insertInParts(client, rows, report, (from, to, total) => ({
    text: `
      insert into cnslt (cnslt_no, cust_no, tel_no, chnl_cd, agnt_id, strt_ts, end_ts, prd_nm, topic_nm, smry_txt, note_txt,
        rslt_nm, csat_scr, senti_scr, city_nm)
      select 'C' || lpad(g::text, 9, '0'),
        case when r % 4 <> 0 or caller.tel_no is null then caller.cust_no end, caller.tel_no,
        (array['CALL', 'CHAT', 'BRANCH', 'EMAIL', 'MESSENGER'])[1 + (r / 10) % 5],
        'A' || lpad(((r / 10) % 300)::text, 4, '0'),
        started, started + interval '1 second' * (60 + (r / 100) % 1500),
        case when r % 3 = 0 then '상품 ' || (r / 1000) % 40 end,
        (array['대출 금리', '카드 분실', '이체 한도', '적금 만기', '앱 로그인', '환전', '연금 수령', '수수료'])[1 + (r / 100) % 8],
        '고객이 ' || (r / 100) % 97 || '번 안내에 대해 문의함', case when r % 2 = 0 then '다시 연락하기로 함' end,
        (array['해결', '이관', '재문의', '불만'])[1 + (r / 1000) % 4],
        case when r % 5 = 0 then 1 + (r / 100) % 5 end, ((r / 100) % 2001 - 1000) / 1000.0,
        '서울'
      from generate_series(${from}, ${to}) g
      cross join lateral (select ${randomSql("g", dataSetSeed)} as r, ${spreadSql("g", total)} as started) drawn
      join caller on caller.n = ${randomSql("g", dataSetSeed + 3)} % ${population.people.length}
      order by g`,
  }));
}
