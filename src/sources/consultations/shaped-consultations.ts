// Consultations as JSON text: the SQL of what `consultations.ts` makes of a row. A test holds the two against each other.
import { Channel } from "../../domains/customer/channel.js";
import { nodePrefixes } from "../../shared/ids.js";
import { shapePostgres, valuesOf } from "../kit/shape-postgres.js";
import {
  isInstantSql,
  isPlainKeySql,
  toCaseSql,
  toInstantSql,
  toNodeIdSql,
  toTextSql,
} from "../kit/shaped-rows.js";
import { toCallerNumber } from "./caller-number.js";

const newest = "order by strt_ts desc, cnslt_no desc limit ask.size";

/** Consultations of customer numbers and of telephone numbers. */
export const shapedConsultations = shapePostgres(
  "shaped-consultations",
  {
    askColumns: "customers text[], callers text[]",
    rows: `
      select cnslt.* from unnest(ask.customers) as customer(number)
      cross join lateral (select * from cnslt where cust_no = customer.number ${newest}) cnslt
      union all
      select cnslt.* from unnest(ask.callers) as caller(number)
      cross join lateral (select * from cnslt where tel_no = caller.number and cust_no is null ${newest}) cnslt`,
    time: "strt_ts",
    id: "cnslt_no",
    fits: `${isPlainKeySql("cnslt_no")} and ${isInstantSql("strt_ts")} and (end_ts is null or ${isInstantSql("end_ts")})
      and (csat_scr is null or csat_scr between 1 and 5) and (senti_scr is null or senti_scr between -1 and 1)`,
    fields: {
      id: toNodeIdSql(nodePrefixes.Consultation, "cnslt_no"),
      channel: toCaseSql("chnl_cd", Channel, "null"),
      agentId: "agnt_id",
      startedAt: toInstantSql("strt_ts"),
      endedAt: toInstantSql("end_ts"),
      product: toTextSql("prd_nm"),
      topic: toTextSql("topic_nm"),
      summary: toTextSql("smry_txt"),
      notes: toTextSql("note_txt"),
      outcome: toTextSql("rslt_nm"),
      satisfaction: "csat_scr",
      sentiment: "senti_scr::float8",
      locality: toTextSql("city_nm"),
    },
  },
  (ask) => ({ customers: valuesOf(ask, "CRM_ID"), callers: valuesOf(ask, "PHONE").map(toCallerNumber) }),
);
