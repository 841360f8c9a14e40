// The customer master as profiles: one row a customer, so that pages do not matter.
import type { Profile } from "../../domains/customer/records.js";
import { fromPostgresText } from "../../shared/instant.js";
import type { AskedRecord, FacetReader, Scan } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import type { ReplicatedTable } from "../kit/replication/replication.js";
import { scanRows } from "../kit/scan-rows.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import { profileFields } from "./profile-fields.js";
import { shapedProfiles } from "./shaped-profiles.js";

const columns =
  "cust_no, cust_nm, cust_eng_nm, fam_nm, gvn_nm, brth_dt, sex_cd, email_addr, hp_no, ntn_cd, zip_cd, sido_nm, addr_dtl, grade_nm, brnch_nm, join_dtm, lang_cd, tz_nm, upd_dtm";

/** The table with the number that its changes are followed by: the CRM's own counter, which every change moves on. */
export const profileTable = { name: "scan-profiles", table: "cust_mst", number: "chg_seq", columns };

const statement = {
  name: "profiles",
  text: `select 0, ${columns} from cust_mst where cust_no = any($1)`,
};

/** `columns` behind a number: that of the change, or none. */
type ProfileRow = readonly [
  number: number | string,
  customerNumber: string,
  name: string | null,
  englishName: string | null,
  familyName: string | null,
  givenName: string | null,
  birthDate: string | null,
  sex: string | null,
  email: string | null,
  phone: string | null,
  country: string | null,
  postalCode: string | null,
  province: string | null,
  street: string | null,
  tier: string | null,
  branch: string | null,
  joinedAt: string | null,
  language: string | null,
  timeZone: string | null,
  changedAt: string,
];

/** Profiles by customer number, which is also their record id. */
export const readProfiles: FacetReader<PostgresClient, "profile"> = {
  read: async (client, asks, options) => {
    const rows = await client.query<ProfileRow>(statement, [asks.map(({ key }) => key.value)], options);
    const profiles = new Map(rows.map((row) => [row[1], toProfile(row)]));
    return asks.flatMap(({ key, page }, ask): AskedRecord<"profile">[] => {
      const record = profiles.get(key.value);
      return record === undefined || page.limit < 1 ? [] : [{ ask, record }];
    });
  },
  readByIds: async (client, customerNumbers, options) => {
    const rows = await client.query<ProfileRow>(statement, [customerNumbers], options);
    return rows.map((row) => ({ key: { namespace: "CRM_ID", value: row[1] }, record: toProfile(row) }));
  },
  shaped: shapedProfiles,
};

/** Profiles as their changes are committed. */
export const replicatedProfiles: ReplicatedTable = {
  table: profileTable,
  toChanges: (row) => [toChange(row as ProfileRow)],
};

/** Customers in the order of their last change. A profile that is new is a state of it like any other. */
export const scanProfiles: Scan<PostgresClient, SourceChange> = async (client, position, limit, options) => {
  const part = await scanRows<ProfileRow & readonly [string]>(client, profileTable, position, limit, options);
  return { items: part.rows.map(toChange), position: part.position, isAtEnd: part.isAtEnd };
};

function toChange(row: ProfileRow): SourceChange {
  return {
    facet: "profile",
    key: { namespace: "CRM_ID", value: row[1] },
    record: toProfile(row),
    revision: { version: String(row[0]), at: fromPostgresText(row.at(-1) as string) },
  };
}

function toProfile(row: ProfileRow): Profile {
  const [, recordId, name, englishName, familyName, givenName, birthDate, sex, email, phone, ...rest] = row;
  const [country, postalCode, province, street, tier, branch, joinedAt, language, timeZone] = rest;
  return {
    recordId,
    displayName: profileFields.displayName.toValue(name, englishName),
    familyName: profileFields.familyName.toValue(familyName),
    givenName: profileFields.givenName.toValue(givenName),
    birthDate: profileFields.birthDate.toValue(birthDate),
    gender: profileFields.gender.toValue(sex),
    email: profileFields.email.toValue(email),
    phone: profileFields.phone.toValue(phone),
    address: profileFields.address.toValue(country, postalCode, province, street),
    tier: profileFields.tier.toValue(tier),
    branch: profileFields.branch.toValue(branch),
    joinedAt: profileFields.joinedAt.toValue(joinedAt),
    locale: profileFields.locale.toValue(language),
    timeZone: profileFields.timeZone.toValue(timeZone),
  };
}
