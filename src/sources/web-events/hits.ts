// Hits as web events. Under a login stand its hits; under a cookie those of nobody logged in: no hit stands under two keys.
import type { Channel } from "../../domains/customer/channel.js";
import type { FoundRecord } from "../../domains/customer/facets.js";
import type { WebEvent, WebEventFilter, WebEventType } from "../../domains/customer/records.js";
import type { IdentityKey } from "../../domains/identity/identity.js";
import { fromPostgresText } from "../../shared/instant.js";
import {
  askColumns,
  isBehindPosition,
  isInPeriod,
  periodColumns,
  toAskRows,
  toPeriod,
} from "../kit/ask-rows.js";
import type { AskedRecord, FacetReader, Scan } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import { scanRows } from "../kit/scan-rows.js";
import { toText } from "../kit/to-text.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";

const columns =
  "login_id, vst_id, hit_id, hit_tp, hit_nm, hit_ts, ssn_id, chnl, url, ref_url, dvc_tp, city, prd, cmpgn, props";

/** The table with the number that its changes are followed by. */
export const hitTable = { name: "scan-hits", table: "hit", number: "seq", columns };

/** `columns` behind a number: that of the ask, or of the change. */
type HitRow = readonly [
  number: number | string,
  loginId: string | null,
  visitorId: string | null,
  hitId: string,
  type: string,
  name: string,
  time: string,
  sessionId: string | null,
  channel: string | null,
  url: string | null,
  referrer: string | null,
  device: string | null,
  city: string | null,
  product: string | null,
  campaign: string | null,
  properties: unknown,
];

/** What the store does not call by one of these is a track event. */
export const types: { readonly [code: string]: WebEventType } = {
  page: "PAGE",
  screen: "SCREEN",
  identify: "IDENTIFY",
};
/** Channel of each code. */
export const channels: { readonly [code: string]: Channel } = { web: "WEB", app: "APP" };

const wanted = `
  ${isBehindPosition("hit_ts", "hit_id")} and ${isInPeriod("hit_ts")}
  and (ask.types is null or case when hit_tp in ('page', 'screen', 'identify') then hit_tp else 'track' end = any(ask.types))
  and (ask.names is null or hit_nm = any(ask.names))
  and (ask.product is null or prd = ask.product)
  order by hit_ts desc, hit_id desc limit ask.size`;

/** Exported for the test that looks at its plan. */
export const hitsStatement = {
  name: "hits",
  text: `
    select ask.n, found.*
    from json_to_recordset($1) as ask(${askColumns}, ${periodColumns}, types text[], names text[], product text)
    cross join lateral (
      (select ${columns} from hit where ask.namespace = 'LOGIN_ID' and login_id = ask.value and ${wanted})
      union all
      (select ${columns} from hit
       where ask.namespace = 'ANONYMOUS_ID' and vst_id = ask.value and login_id is null and ${wanted})
    ) found`,
};

type Reader = FacetReader<PostgresClient, "webEvents">;

/** Hits of logins and cookies. */
export const readHits: Reader["read"] = async (client, asks, options) => {
  const rows = await client.query<HitRow>(hitsStatement, [toAskRows(asks, toFilterColumns)], options);
  return rows.map((row): AskedRecord<"webEvents"> => ({ ask: Number(row[0]), record: toWebEvent(row) }));
};

/** Hits by their own ids. */
export const readHitsByIds: Reader["readByIds"] = async (client, hitIds, options) => {
  const statement = { name: "hits-by-ids", text: `select 0, ${columns} from hit where hit_id = any($1)` };
  return (await client.query<HitRow>(statement, [hitIds], options)).flatMap(toFound);
};

/** Hits in the order in which they were stored. */
export const scanHits: Scan<PostgresClient, SourceChange> = async (client, position, limit, options) => {
  const part = await scanRows<HitRow & readonly [string]>(client, hitTable, position, limit, options);
  const items = part.rows.flatMap(toFound).map((found): SourceChange => ({ facet: "webEvents", ...found }));
  return { items, position: part.position, isAtEnd: part.isAtEnd };
};

function toFilterColumns(filter: WebEventFilter | undefined): object {
  return {
    ...toPeriod(filter),
    types: filter?.types?.map((type) => type.toLowerCase()),
    names: filter?.names,
    product: filter?.product,
  };
}

function toFound(row: HitRow): FoundRecord<"webEvents">[] {
  const key = findKey(row);
  return key === undefined ? [] : [{ key, record: toWebEvent(row) }];
}

function findKey([, loginId, visitorId]: HitRow): IdentityKey | undefined {
  if (loginId !== null) return { namespace: "LOGIN_ID", value: loginId };
  return visitorId === null ? undefined : { namespace: "ANONYMOUS_ID", value: visitorId };
}

function toWebEvent(row: HitRow): WebEvent {
  const [
    ,
    ,
    ,
    recordId,
    type,
    name,
    time,
    sessionId,
    channel,
    url,
    referrer,
    device,
    city,
    product,
    campaign,
    props,
  ] = row;
  return {
    recordId,
    type: types[type] ?? "TRACK",
    name,
    occurredAt: fromPostgresText(time),
    sessionId,
    channel: channels[channel ?? ""] ?? null,
    url,
    referrer,
    device,
    locality: toText(city),
    product,
    campaign,
    properties: isObject(props) ? props : null,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
