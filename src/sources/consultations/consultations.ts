// Consultations. Under a customer number stand those in which it was asked for; under a telephone number the others.
import { Channel } from "../../domains/customer/channel.js";
import type { FoundRecord } from "../../domains/customer/facets.js";
import type { Consultation, ConsultationFilter } from "../../domains/customer/records.js";
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
import type { AskedRecord, FacetReader, Scan, SourceAsk } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import type { ReplicatedTable } from "../kit/replication/replication.js";
import { scanRows } from "../kit/scan-rows.js";
import { toText } from "../kit/to-text.js";
import { findCallerE164, toCallerNumber } from "./caller-number.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";

const columns =
  "cust_no, tel_no, cnslt_no, chnl_cd, agnt_id, strt_ts, end_ts, prd_nm, topic_nm, smry_txt, note_txt, rslt_nm, csat_scr, senti_scr, city_nm";

/** The table with the number that its changes are followed by. */
export const consultationTable = { name: "scan-consultations", table: "cnslt", number: "seq", columns };

/** `columns` behind a number: that of the ask, or of the change. */
type ConsultationRow = readonly [
  number: number | string,
  customerNumber: string | null,
  callerNumber: string | null,
  consultationId: string,
  channel: string,
  agentId: string | null,
  startedAt: string,
  endedAt: string | null,
  product: string | null,
  topic: string | null,
  summary: string | null,
  notes: string | null,
  outcome: string | null,
  satisfaction: number | null,
  sentiment: string | null,
  city: string | null,
];

const wanted = `
  ${isBehindPosition("strt_ts", "cnslt_no")} and ${isInPeriod("strt_ts")}
  and (ask.channels is null or chnl_cd = any(ask.channels))
  and (ask.topics is null or topic_nm = any(ask.topics))
  order by strt_ts desc, cnslt_no desc limit ask.size`;

/** Exported for the test that looks at its plan. */
export const consultationsStatement = {
  name: "consultations",
  text: `
    select ask.n, found.*
    from json_to_recordset($1) as ask(${askColumns}, ${periodColumns}, channels text[], topics text[])
    cross join lateral (
      (select ${columns} from cnslt where ask.namespace = 'CRM_ID' and cust_no = ask.value and ${wanted})
      union all
      (select ${columns} from cnslt
       where ask.namespace = 'PHONE' and tel_no = ask.value and cust_no is null and ${wanted})
    ) found`,
};

type Reader = FacetReader<PostgresClient, "consultations">;

/** Consultations of customer numbers and of telephone numbers. */
export const readConsultations: Reader["read"] = async (client, asks, options) => {
  const parameter = toAskRows(asks.map(toForeignKey), toFilterColumns);
  const rows = await client.query<ConsultationRow>(consultationsStatement, [parameter], options);
  return rows.map((row): AskedRecord<"consultations"> => ({
    ask: Number(row[0]),
    record: toConsultation(row),
  }));
};

/** Consultations by their own ids. */
export const readConsultationsByIds: Reader["readByIds"] = async (client, ids, options) => {
  const statement = {
    name: "consultations-by-ids",
    text: `select 0, ${columns} from cnslt where cnslt_no = any($1)`,
  };
  return (await client.query<ConsultationRow>(statement, [ids], options)).flatMap(toFound);
};

/** Consultations as they are committed. */
export const replicatedConsultations: ReplicatedTable = {
  table: consultationTable,
  toChanges: (row) => toChanges(row as ConsultationRow),
};

/** Consultations in the order in which they were stored. */
export const scanConsultations: Scan<PostgresClient, SourceChange> = async (
  client,
  position,
  limit,
  options,
) => {
  const part = await scanRows<ConsultationRow & readonly [string]>(
    client,
    consultationTable,
    position,
    limit,
    options,
  );
  return { items: part.rows.flatMap(toChanges), position: part.position, isAtEnd: part.isAtEnd };
};

function toForeignKey(ask: SourceAsk<"consultations">): SourceAsk<"consultations"> {
  if (ask.key.namespace !== "PHONE") return ask;
  return { ...ask, key: { namespace: "PHONE", value: toCallerNumber(ask.key.value) } };
}

function toFilterColumns(filter: ConsultationFilter | undefined): object {
  return { ...toPeriod(filter), channels: filter?.channels, topics: filter?.topics };
}

function toChanges(row: ConsultationRow): SourceChange[] {
  return toFound(row).map((found) => ({ facet: "consultations", ...found }));
}

function toFound(row: ConsultationRow): FoundRecord<"consultations">[] {
  const key = findKey(row);
  return key === undefined ? [] : [{ key, record: toConsultation(row) }];
}

function findKey([, customerNumber, callerNumber]: ConsultationRow): IdentityKey | undefined {
  if (customerNumber !== null) return { namespace: "CRM_ID", value: customerNumber };
  const value = findCallerE164(callerNumber);
  return value === undefined ? undefined : { namespace: "PHONE", value };
}

function toConsultation(row: ConsultationRow): Consultation {
  const [, , , recordId, channel, agentId, startedAt, endedAt, ...words] = row;
  const [product, topic, summary, notes, outcome, satisfaction, sentiment, city] = words;
  return {
    recordId,
    channel: Object.hasOwn(Channel, channel) ? (channel as Channel) : null,
    agentId,
    startedAt: fromPostgresText(startedAt),
    endedAt: endedAt === null ? null : fromPostgresText(endedAt),
    product: toText(product),
    topic: toText(topic),
    summary: toText(summary),
    notes: toText(notes),
    outcome: toText(outcome),
    satisfaction,
    sentiment: sentiment === null ? null : Number(sentiment),
    locality: toText(city),
  };
}
