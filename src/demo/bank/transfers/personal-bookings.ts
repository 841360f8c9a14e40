// What comes in and goes out of a person's main account month by month, as their life has it.
import type { Month } from "../calendar.js";
import { insurers, phoneCompanies } from "../catalogue/counterparties.js";
import type { Person } from "../population/person.js";
import type { Random } from "../random.js";
import { single, standing, vary, type Booking } from "./booking.js";
import { listSpending } from "./spending.js";

/** Habits of a person that stay the same all year. */
export interface PersonalHabits {
  readonly phoneCompany: string;
  /** False for those whose money lives at another bank: here they only spend a little. */
  readonly isAtHome: boolean;
  /** 0 when somebody else pays it. */
  readonly phoneBill: number;
  readonly insurer: string | null;
  readonly premium: number;
  readonly saving: number;
  readonly investing: number;
  readonly debitDay: number;
  readonly usesCreditCard: boolean;
}

/** Draws the habits of a person. */
export function drawPersonalHabits(random: Random, person: Person): PersonalHabits {
  return {
    phoneCompany: random.pick(phoneCompanies),
    isAtHome: person.number < 10 || random.chance(0.88),
    phoneBill: random.chance(0.6) ? random.integer(22, 95) * 1_000 : 0,
    insurer: random.chance(person.job === "STUDENT" ? 0.2 : 0.5) ? random.pick(insurers) : null,
    premium: random.integer(3, 28) * 10_000,
    saving: random.chance(0.42) ? random.integer(1, 12) * 50_000 : 0,
    investing: person.income > 3_000_000 && random.chance(0.3) ? random.integer(1, 10) * 100_000 : 0,
    debitDay: random.pick([5, 10, 15, 21, 25, 27]),
    usesCreditCard: random.chance(0.5),
  };
}

/** One month of a person's own life. */
export function listPersonalBookings(
  random: Random,
  person: Person,
  habits: PersonalHabits,
  month: Month,
): Booking[] {
  if (!habits.isAtHome) return listSpending(random, person, month);
  return [
    ...listIncome(random, person, month),
    ...(person.job === "CHILD" ? [] : listObligations(random, person, habits, month)),
    ...listSpending(random, person, month),
  ];
}

function listIncome(random: Random, person: Person, month: Month): Booking[] {
  const { income } = person;
  const label = `${String(month.month)}월`;
  const credit = { direction: "C" as const };
  switch (person.job) {
    case "EMPLOYEE": {
      const salary = standing(month, 25, vary(random, income, 0.02), {
        ...credit,
        counterparty: person.employer,
        purpose: "SALA",
        memo: `${label} 급여`,
      });
      const hasBonus = (month.month === 1 || month.month === 9) && person.number % 3 !== 0;
      return hasBonus
        ? [
            salary,
            single(
              random,
              month,
              vary(random, income * 0.6, 0.3),
              { ...credit, counterparty: person.employer, purpose: "BONU", memo: "명절 상여" },
              20,
            ),
          ]
        : [salary];
    }
    case "PENSIONER":
      return [
        standing(month, 25, vary(random, income, 0.005), {
          ...credit,
          counterparty: "국민연금공단",
          purpose: "PENS",
          memo: `${label} 노령연금`,
        }),
        ...(person.age >= 65 && person.number % 2 === 0
          ? [
              standing(month, 25, 334_810, {
                ...credit,
                counterparty: "보건복지부",
                purpose: "SSBE",
                memo: "기초연금",
              }),
            ]
          : []),
      ];
    case "SELF_EMPLOYED":
      return Array.from({ length: random.integer(1, 3) }, () =>
        single(random, month, vary(random, income / 2, 0.6), {
          ...credit,
          counterparty: random.pick(["카드매출 입금", "배달정산", "거래처 대금", "온라인몰 정산"]),
          purpose: "SCVE",
          memo: "매출",
        }),
      );
    case "STUDENT":
      return [
        single(
          random,
          month,
          vary(random, income, 0.2),
          { ...credit, counterparty: "부모님", purpose: "ALLW", memo: "용돈" },
          random.integer(1, 5),
        ),
      ];
    case "HOMEMAKER":
      return [
        single(
          random,
          month,
          vary(random, income * 2, 0.3),
          { ...credit, counterparty: "배우자", purpose: "ALLW", memo: "생활비" },
          random.integer(25, 28),
        ),
      ];
    case "CHILD":
      return person.age < 8
        ? [
            standing(month, 25, 100_000, {
              ...credit,
              counterparty: "보건복지부",
              purpose: "BECH",
              memo: "아동수당",
            }),
          ]
        : [
            single(
              random,
              month,
              vary(random, income + 20_000, 0.3),
              { ...credit, counterparty: "엄마", purpose: "ALLW", memo: "용돈" },
              random.integer(1, 5),
            ),
          ];
  }
}

function listObligations(random: Random, person: Person, habits: PersonalHabits, month: Month): Booking[] {
  const bookings: Booking[] = [];
  const debit = { direction: "D" as const };
  const order = (
    dayOfMonth: number,
    won: number,
    counterparty: string,
    purpose: Booking["purpose"],
    memo: string,
  ): void => {
    bookings.push(standing(month, dayOfMonth, won, { ...debit, counterparty, purpose, memo }));
  };
  if (person.line !== null && habits.phoneBill > 0)
    order(habits.debitDay, vary(random, habits.phoneBill, 0.08), habits.phoneCompany, "PHON", "통신요금");
  if (habits.insurer !== null) {
    order(
      habits.debitDay,
      habits.premium,
      habits.insurer,
      person.number % 3 === 0 ? "LIFI" : "INSU",
      "보험료",
    );
  }
  if (person.job === "SELF_EMPLOYED")
    order(10, vary(random, 180_000, 0.05), "국민건강보험공단", "HLTI", "건강보험료");
  if (habits.saving > 0) order(26, habits.saving, "가온 자유적금", "SAVG", "적금 자동이체");
  if (habits.investing > 0) order(26, habits.investing, "가온 글로벌 인덱스 펀드", "INVS", "적립식 펀드");
  for (const { product, closedAt, balance } of person.holdings) {
    if (product.category !== "LOAN" || product.code === "L403" || closedAt !== null || balance === null)
      continue;
    const purpose = product.code === "L405" ? "CLPR" : product.code === "L402" ? "INTE" : "LOAR";
    const won = Math.max(20_000, Math.min(person.income * 0.18, Number(balance) / 48));
    order(habits.debitDay, Math.round(won / 10) * 10, "가온은행", purpose, `${product.name} 상환`);
  }
  if (habits.usesCreditCard)
    order(14, vary(random, person.income * 0.22 + 60_000, 0.4), "가온카드", "CCRD", "카드대금");
  bookings.push(...listTaxes(random, person, month));
  return bookings;
}

function listTaxes(random: Random, person: Person, month: Month): Booking[] {
  if (person.job === "SELF_EMPLOYED" && month.month === 5) {
    return [
      single(
        random,
        month,
        vary(random, person.income * 0.7, 0.4),
        { direction: "D", counterparty: "국세청", purpose: "INTX", memo: "종합소득세" },
        28,
      ),
    ];
  }
  if (person.job === "SELF_EMPLOYED" && (month.month === 1 || month.month === 7)) {
    return [
      single(
        random,
        month,
        vary(random, person.income * 0.5, 0.4),
        { direction: "D", counterparty: "국세청", purpose: "TAXS", memo: "부가가치세" },
        24,
      ),
    ];
  }
  if (person.job === "EMPLOYEE" && month.month === 2) {
    return [
      single(
        random,
        month,
        vary(random, person.income * 0.12, 0.7),
        { direction: "C", counterparty: person.employer, purpose: "TAXR", memo: "연말정산 환급" },
        26,
      ),
    ];
  }
  if ((month.month === 6 || month.month === 12) && person.number % 5 < 2) {
    return [
      single(
        random,
        month,
        vary(random, 260_000, 0.4),
        {
          direction: "D",
          counterparty: `${person.household.place.city}시청`,
          purpose: "TAXS",
          memo: "자동차세",
        },
        random.integer(16, 29),
      ),
    ];
  }
  return [];
}
