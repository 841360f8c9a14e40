// Accounts and their parties as core banking has them.
import { day, koreanMidnight, toTimestamp } from "../calendar.js";
import type { Population } from "../population/build-population.js";
import { toCifNo } from "../population/person.js";
import type { AccountPartyRow, AccountRow } from "../tables.js";

/** All accounts. */
export function* accountRows(population: Population): Generator<AccountRow> {
  for (const person of population.people) {
    for (const account of person.accounts) {
      yield {
        acct_no: account.number,
        prd_cd: account.product.code,
        brnch_nm: person.household.place.branch,
        crcy_cd: account.currency,
        open_dt: toTimestamp(koreanMidnight(account.openedAt) + day / 2).slice(0, 10),
      };
    }
  }
}

/** Who holds or may use each account. */
export function* accountPartyRows(population: Population): Generator<AccountPartyRow> {
  for (const account of population.people.flatMap((person) => person.accounts)) {
    for (const { person, role } of account.parties) {
      yield {
        acct_no: account.number,
        cif_no: toCifNo(person.custNo),
        role_cd: role,
        reg_dtm: toTimestamp(account.openedAt),
      };
    }
  }
}
