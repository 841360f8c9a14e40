// What the CRM knows of the bank's customers.
import { day, toTimestamp } from "../calendar.js";
import type { Population } from "../population/build-population.js";
import type { Person } from "../population/person.js";
import { Random } from "../random.js";
import type { CustomerRow, HoldingRow } from "../tables.js";

/** The CRM's customers. */
export function* customerRows(population: Population): Generator<CustomerRow> {
  for (const person of population.people) {
    const random = new Random(`${String(population.seed)}:crm:${String(person.number)}`);
    const changedAt =
      population.period.until - random.integer(1, 300) * day - random.integer(0, 86_399_999_999);
    yield toCustomerRow(random, person, toTimestamp(Math.max(changedAt, person.joinedAt)));
  }
}

function toCustomerRow(random: Random, person: Person, changedAt: string): CustomerRow {
  const { household } = person;
  if (person.isBare) return { ...emptyRow, cust_no: person.custNo, cust_nm: person.name, upd_dtm: changedAt };
  return {
    cust_no: person.custNo,
    cust_nm: person.name,
    fam_nm: person.family,
    gvn_nm: person.given,
    cust_eng_nm: person.language === "en" || random.chance(0.7) ? person.latinName : null,
    brth_dt: person.birth,
    sex_cd: person.sex,
    hp_no: person.line?.text ?? null,
    hp_own_yn: person.line?.isOwn === true ? "Y" : "N",
    email_addr: person.email,
    zip_cd: household.zip,
    sido_nm: household.place.region,
    addr_dtl: household.address,
    ntn_cd: person.nationality,
    grade_nm: person.tier,
    brnch_nm: household.place.branch,
    join_dtm: toTimestamp(person.joinedAt),
    lang_cd: person.language,
    tz_nm: "Asia/Seoul",
    ib_user_id: person.login,
    fam_grp_no: household.groupNo,
    upd_dtm: changedAt,
  };
}

const emptyRow: Omit<CustomerRow, "cust_no" | "cust_nm" | "upd_dtm"> = {
  fam_nm: null,
  gvn_nm: null,
  cust_eng_nm: null,
  brth_dt: null,
  sex_cd: null,
  hp_no: null,
  hp_own_yn: "N",
  email_addr: null,
  zip_cd: null,
  sido_nm: null,
  addr_dtl: null,
  ntn_cd: null,
  grade_nm: null,
  brnch_nm: null,
  join_dtm: null,
  lang_cd: null,
  tz_nm: null,
  ib_user_id: null,
  fam_grp_no: null,
};

/** The CRM's products of customers. Account numbers are written with hyphens here. */
export function* holdingRows(population: Population): Generator<HoldingRow> {
  for (const person of population.people) {
    for (const [index, holding] of person.holdings.entries()) {
      yield {
        hold_no: `P${String(person.number).padStart(7, "0")}${String(index).padStart(2, "0")}`,
        cust_no: person.custNo,
        prd_nm: holding.product.name,
        prd_ctgr: holding.product.category,
        acct_no: holding.account === null ? null : holding.account.number.replace(/^(...)(......)/, "$1-$2-"),
        open_dtm: toTimestamp(holding.openedAt),
        close_dtm: holding.closedAt === null ? null : toTimestamp(holding.closedAt),
        bal_amt: holding.balance,
        crcy_cd: holding.currency,
      };
    }
  }
}
