// What each member of a profile is made of: columns of `cust_mst` and how they translate.
import type { Address, Profile } from "../../domains/customer/records.js";
import { findPhoneE164 } from "../../domains/identity/identity.js";
import { findInstant, fromPostgresText, type Instant, type PlainDate } from "../../shared/instant.js";
import { toText } from "../kit/to-text.js";

/** A member: the columns that it needs, and its value of their values in the same order. */
interface ProfileField<Columns extends readonly string[], Value> {
  readonly columns: Columns;
  readonly toValue: (...values: { readonly [At in keyof Columns]: string | null }) => Value;
}

const genders: { readonly [code: string]: string } = { M: "male", F: "female" };

/** The members of a profile beside its id. */
export const profileFields = {
  displayName: field(["cust_nm", "cust_eng_nm"], (name, englishName) => toText(name) ?? toText(englishName)),
  familyName: field(["fam_nm"], toText),
  givenName: field(["gvn_nm"], toText),
  birthDate: field(["brth_dt"], findDate),
  gender: field(["sex_cd"], (code) => genders[code ?? ""] ?? null),
  email: field(["email_addr"], toText),
  phone: field(["hp_no"], toPhone),
  address: field(["ntn_cd", "zip_cd", "sido_nm", "addr_dtl"], toAddress),
  tier: field(["grade_nm"], toText),
  branch: field(["brnch_nm"], toText),
  joinedAt: field(["join_dtm"], toJoinedAt),
  locale: field(["lang_cd"], toText),
  timeZone: field(["tz_nm"], toText),
} satisfies {
  readonly [Field in keyof Omit<Profile, "recordId">]: {
    readonly toValue: (...values: never[]) => Profile[Field];
  };
};

function field<const Columns extends readonly string[], Value>(
  columns: Columns,
  toValue: ProfileField<Columns, Value>["toValue"],
): ProfileField<Columns, Value> {
  return { columns, toValue };
}

function toPhone(column: string | null): string | null {
  const text = toText(column);
  return text === null ? null : (findPhoneE164(text) ?? text);
}

/** A country alone, which the CRM fills in by default, is no address. */
function toAddress(
  countryColumn: string | null,
  postalCodeColumn: string | null,
  localityColumn: string | null,
  streetColumn: string | null,
): Address | null {
  const postalCode = toText(postalCodeColumn);
  const locality = toText(localityColumn);
  const street = toText(streetColumn);
  if (postalCode === null && locality === null && street === null) return null;
  return { country: toText(countryColumn), postalCode, locality, street };
}

function toJoinedAt(column: string | null): Instant | null {
  return column === null ? null : fromPostgresText(column);
}

/** The CRM writes a day as 19811103; what is no real day is not known. */
function findDate(column: string | null): PlainDate | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(column ?? "") ?? [];
  const date = `${year ?? ""}-${month ?? ""}-${day ?? ""}`;
  return findInstant(`${date}T00:00:00Z`) === undefined ? null : date;
}
