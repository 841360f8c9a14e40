// Twelve months of bookings, account by account.
import { isWithin, listMonths, toDayText, toTimestamp, type Month, type Period } from "../calendar.js";
import type { Population } from "../population/build-population.js";
import type { Account, Person } from "../population/person.js";
import { Random } from "../random.js";
import type { BookingRow } from "../tables.js";
import { single, standing, vary, type Booking } from "./booking.js";
import { drawHouseholdHabits, listHouseholdBills } from "./household-bills.js";
import { drawPersonalHabits, listPersonalBookings } from "./personal-bookings.js";

/** All bookings. `onPerson` is told how many persons are done. */
export function* bookingRows(
  population: Population,
  onPerson: (done: number) => void = () => undefined,
): Generator<BookingRow> {
  const months = listMonths(population.period);
  let count = 0;
  for (const person of population.people) {
    for (const [index, account] of person.accounts.entries()) {
      const random = new Random(`${String(population.seed)}:account:${account.number}`);
      for (const booking of listBookings(random, person, account, index === 0, months, population.period)) {
        count += 1;
        yield toRow(account, booking, count);
      }
    }
    onPerson(person.number + 1);
  }
}

function listBookings(
  random: Random,
  person: Person,
  account: Account,
  isMain: boolean,
  months: readonly Month[],
  period: Period,
): readonly Booking[] {
  const draw = isMain
    ? mainAccount(random, person)
    : account.currency === "USD"
      ? dollarAccount(random)
      : sideAccount(random, account);
  return months
    .flatMap(draw)
    .filter((booking) => isWithin(period, booking.at) && booking.at >= account.openedAt)
    .sort((left, right) => left.at - right.at);
}

function mainAccount(random: Random, person: Person): (month: Month) => Booking[] {
  const habits = drawPersonalHabits(random, person);
  const household = drawHouseholdHabits(random);
  return (month) => [
    ...listPersonalBookings(random, person, habits, month),
    ...(person.role === "HEAD" && person.job !== "CHILD"
      ? listHouseholdBills(random, person, household, month)
      : []),
  ];
}

/** Savings come in by standing order and earn interest; the account of a couple pays the household's shopping. */
function sideAccount(random: Random, account: Account): (month: Month) => Booking[] {
  const deposit = random.integer(1, 10) * 50_000;
  const isShared = account.parties.length > 1;
  return (month) => [
    standing(month, 26, isShared ? deposit * 2 : deposit, {
      direction: "C",
      counterparty: "내 계좌",
      purpose: isShared ? "OTHR" : "SAVG",
      memo: isShared ? "공동 생활비" : "적금 자동이체",
    }),
    ...(month.month % 3 === 0
      ? [
          standing(month, 20, vary(random, deposit * 0.03, 0.5), {
            direction: "C" as const,
            counterparty: "가온은행",
            purpose: "INTE" as const,
            memo: "이자",
          }),
        ]
      : []),
    ...(isShared
      ? Array.from({ length: random.integer(1, 4) }, () =>
          single(random, month, vary(random, 64_000, 0.7), {
            direction: "D",
            counterparty: random.pick(["싱싱마트", "한아름슈퍼", "바로장터", "초록반찬"]),
            purpose: "DCRD",
          }),
        )
      : []),
  ];
}

function dollarAccount(random: Random): (month: Month) => Booking[] {
  const toDollars = (booking: Booking): Booking => ({
    ...booking,
    amount: (Number(booking.amount) / 1_350).toFixed(2),
  });
  return (month) => {
    const bookings: Booking[] = [];
    if (random.chance(0.5)) {
      bookings.push(
        single(random, month, vary(random, 1_200_000, 0.7), {
          direction: "C",
          counterparty: "가온은행",
          purpose: "FREX",
          memo: "USD 환전",
        }),
      );
    }
    if (random.chance(0.35)) {
      bookings.push(
        single(random, month, vary(random, 900_000, 0.7), {
          direction: "D",
          counterparty: random.pick([
            "Pacific Freight LLC",
            "Bay Area Rentals",
            "J. Carter",
            "Sunrise University",
          ]),
          purpose: random.pick(["SUPP", "RENT", "GIFT", "EDUC"] as const),
          memo: "Overseas remittance",
        }),
      );
    }
    if (month.month % 3 === 0) {
      bookings.push(
        standing(month, 15, vary(random, 60_000, 0.5), {
          direction: "C",
          counterparty: "Global Equity Trust",
          purpose: "DIVD",
          memo: "Dividend",
        }),
      );
    }
    return bookings.map(toDollars);
  };
}

function toRow(account: Account, booking: Booking, count: number): BookingRow {
  return {
    txn_no: `T${toDayText(booking.at)}${String(count).padStart(9, "0")}`,
    acct_no: account.number,
    dc_cd: booking.direction,
    txn_amt: booking.amount,
    crcy_cd: account.currency,
    cntr_nm: booking.counterparty,
    purp_cd: booking.purpose,
    so_yn: booking.isStanding ? "Y" : "N",
    memo_txt: booking.memo,
    chnl_cd: booking.channel,
    book_ts: toTimestamp(booking.at),
  };
}
