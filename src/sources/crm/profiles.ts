// The customer master as profiles: one row a customer, so that pages do not matter.
import type { Address, Profile } from "../../domains/customer/records.js";
import { findPhoneE164 } from "../../domains/identity/identity.js";
import { findInstant, fromPostgresText, type PlainDate } from "../../shared/instant.js";
import type { AskedRecord, FacetReader } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import { toText } from "../kit/to-text.js";

const statement = {
  name: "profiles",
  text: `
    select cust_no, cust_nm, cust_eng_nm, fam_nm, gvn_nm, brth_dt, sex_cd, email_addr, hp_no,
      ntn_cd, zip_cd, sido_nm, addr_dtl, grade_nm, brnch_nm, join_dtm, lang_cd, tz_nm
    from cust_mst where cust_no = any($1)`,
};

type ProfileRow = readonly [
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
];

const genders: { readonly [code: string]: string } = { M: "male", F: "female" };

/** Profiles by customer number, which is also their record id. */
export const readProfiles: FacetReader<PostgresClient, "profile"> = {
  read: async (client, asks, options) => {
    const rows = await client.query<ProfileRow>(statement, [asks.map(({ key }) => key.value)], options);
    const profiles = new Map(rows.map((row) => [row[0], toProfile(row)]));
    return asks.flatMap(({ key, page }, ask): AskedRecord<"profile">[] => {
      const record = profiles.get(key.value);
      return record === undefined || page.limit < 1 ? [] : [{ ask, record }];
    });
  },
  readByIds: async (client, customerNumbers, options) => {
    const rows = await client.query<ProfileRow>(statement, [customerNumbers], options);
    return rows.map((row) => ({ key: { namespace: "CRM_ID", value: row[0] }, record: toProfile(row) }));
  },
};

function toProfile(row: ProfileRow): Profile {
  const [recordId, name, englishName, familyName, givenName, birthDate, sex, email, phone, ...rest] = row;
  const [country, postalCode, province, street, tier, branch, joinedAt, language, timeZone] = rest;
  const phoneText = toText(phone);
  return {
    recordId,
    displayName: toText(name) ?? toText(englishName),
    familyName: toText(familyName),
    givenName: toText(givenName),
    birthDate: findDate(birthDate),
    gender: genders[sex ?? ""] ?? null,
    email: toText(email),
    phone: phoneText === null ? null : (findPhoneE164(phoneText) ?? phoneText),
    address: toAddress(toText(country), toText(postalCode), toText(province), toText(street)),
    tier: toText(tier),
    branch: toText(branch),
    joinedAt: joinedAt === null ? null : fromPostgresText(joinedAt),
    locale: toText(language),
    timeZone: toText(timeZone),
  };
}

/** A country alone, which the CRM fills in by default, is no address. */
function toAddress(
  country: string | null,
  postalCode: string | null,
  locality: string | null,
  street: string | null,
): Address | null {
  if (postalCode === null && locality === null && street === null) return null;
  return { country, postalCode, locality, street };
}

/** The CRM writes a day as 19811103; what is no real day is not known. */
function findDate(text: string | null): PlainDate | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? "") ?? [];
  const date = `${year ?? ""}-${month ?? ""}-${day ?? ""}`;
  return findInstant(`${date}T00:00:00Z`) === undefined ? null : date;
}
