// Hits as JSON text: the SQL of what `hits.ts` makes of a row. A test holds the two against each other. Properties are
// left out: jsonb writes its text with other spaces than JSON.stringify.
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
import { channels, types } from "./hits.js";

const newest = "order by hit_ts desc, hit_id desc limit ask.size";

/** Hits of logins and cookies. */
export const shapedHits = shapePostgres(
  "shaped-hits",
  {
    askColumns: "logins text[], visitors text[]",
    rows: `
      select hit.* from unnest(ask.logins) as login(id)
      cross join lateral (select * from hit where login_id = login.id ${newest}) hit
      union all
      select hit.* from unnest(ask.visitors) as visitor(id)
      cross join lateral (select * from hit where vst_id = visitor.id and login_id is null ${newest}) hit`,
    time: "hit_ts",
    id: "hit_id",
    fits: `${isPlainKeySql("hit_id")} and ${isInstantSql("hit_ts")}`,
    fields: {
      id: toNodeIdSql(nodePrefixes.WebEvent, "hit_id"),
      type: toCaseSql("hit_tp", types, "'TRACK'"),
      name: "hit_nm",
      occurredAt: toInstantSql("hit_ts"),
      sessionId: "ssn_id",
      channel: toCaseSql("chnl", channels, "null"),
      url: "url",
      referrer: "ref_url",
      device: "dvc_tp",
      locality: toTextSql("city"),
      product: "prd",
      campaign: "cmpgn",
    },
  },
  (ask) => ({ logins: valuesOf(ask, "LOGIN_ID"), visitors: valuesOf(ask, "ANONYMOUS_ID") }),
);
