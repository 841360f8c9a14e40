// What the head of a household pays month by month: housing, utilities, tuition and the taxes of a home.
import type { Month } from "../calendar.js";
import { landlords, schools } from "../catalogue/counterparties.js";
import type { Person } from "../population/person.js";
import type { Random } from "../random.js";
import { single, standing, vary, type Booking } from "./booking.js";

/** Habits of a household that stay the same all year. */
export interface HouseholdHabits {
  readonly landlord: string;
  readonly dueDay: number;
  /** Whether utilities come with the building's bill, as in most blocks of flats. */
  readonly hasOneBill: boolean;
  readonly power: number;
  readonly usesGas: boolean;
  readonly paysByStandingOrder: boolean;
}

/** Draws the habits of a household. */
export function drawHouseholdHabits(random: Random): HouseholdHabits {
  return {
    landlord: random.pick(landlords),
    dueDay: random.pick([1, 5, 10, 20, 27]),
    hasOneBill: random.chance(0.5),
    power: random.integer(25, 90) * 1_000,
    usesGas: random.chance(0.85),
    paysByStandingOrder: random.chance(0.75),
  };
}

/** The bills of one month. */
export function listHouseholdBills(
  random: Random,
  person: Person,
  habits: HouseholdHabits,
  month: Month,
): Booking[] {
  const { household } = person;
  const { city } = household.place;
  const bills: Booking[] = [];
  const pay = (
    dayOfMonth: number,
    won: number,
    counterparty: string,
    purpose: Booking["purpose"],
    memo: string | null,
  ): void => {
    const subject = { direction: "D" as const, counterparty, purpose, memo };
    bills.push(
      habits.paysByStandingOrder
        ? standing(month, dayOfMonth, won, subject)
        : single(random, month, won, subject, dayOfMonth),
    );
  };
  const label = `${String(month.month)}월분`;
  if (household.housing === "RENT")
    pay(habits.dueDay, household.housingCost, habits.landlord, "RENT", `월세 ${label}`);
  if (household.housing === "MORTGAGE") {
    bills.push(
      standing(month, habits.dueDay, household.housingCost, {
        direction: "D",
        counterparty: "가온은행",
        purpose: "HLRP",
        memo: "주택담보대출 원리금",
      }),
    );
  }
  bills.push(...listTuition(random, person, month));
  if (household.housing !== "RENT" && (month.month === 7 || month.month === 9)) {
    bills.push(
      single(
        random,
        month,
        vary(random, 480_000, 0.4),
        { direction: "D", counterparty: `${city}시청`, purpose: "PTXP", memo: "재산세" },
        random.integer(18, 30),
      ),
    );
  }
  // Air conditioning in July and August, heating from November to March.
  const summer = month.month === 7 || month.month === 8 ? 1.9 : 1;
  const winter = month.month >= 11 || month.month <= 3 ? 2.6 : 0.7;
  if (habits.hasOneBill) {
    pay(
      habits.dueDay,
      vary(random, 130_000 + habits.power * summer + 38_000 * winter, 0.12),
      "관리사무소",
      "UBIL",
      `관리비·공과금 ${label}`,
    );
    return bills;
  }
  pay(habits.dueDay, vary(random, habits.power * summer, 0.15), "한국전력공사", "ELEC", `전기요금 ${label}`);
  if (habits.usesGas)
    pay(habits.dueDay, vary(random, 38_000 * winter, 0.25), `${city}도시가스`, "GASB", `가스요금 ${label}`);
  if (month.month % 2 === 0)
    pay(habits.dueDay, vary(random, 42_000, 0.2), `${city} 상수도사업본부`, "WTER", "수도요금 2개월분");
  if (household.housing !== "RENT")
    pay(habits.dueDay, vary(random, 210_000, 0.12), "관리사무소", "BLDM", `관리비 ${label}`);
  return bills;
}

function listTuition(random: Random, person: Person, month: Month): Booking[] {
  const bills: Booking[] = [];
  for (const child of person.household.members.filter(
    (member) => member.role === "CHILD" && member.age >= 3 && member.age < 25,
  )) {
    const subject = { direction: "D" as const, purpose: "EDUC" as const };
    if (month.month === 3 || month.month === 9) {
      const [school, cost] =
        child.age >= 19
          ? ["가온대학교", 3_900_000]
          : child.age >= 16
            ? ["푸른고등학교", 460_000]
            : child.age >= 7
              ? ["한솔초등학교", 180_000]
              : ["새벽별유치원", 620_000];
      bills.push(
        single(
          random,
          month,
          vary(random, cost, 0.1),
          {
            ...subject,
            counterparty: school,
            memo: `${child.given} 등록금 ${String(month.month === 3 ? 1 : 2)}학기`,
          },
          random.integer(2, 12),
        ),
      );
    }
    if (child.age >= 7 && child.age < 19 && random.chance(0.8)) {
      bills.push(
        single(
          random,
          month,
          vary(random, 260_000, 0.3),
          {
            ...subject,
            purpose: "STDY",
            counterparty: schools[6 + (child.number % 3)] ?? "학원",
            memo: `${child.given} 학원비`,
          },
          random.integer(1, 7),
        ),
      );
    }
  }
  return bills;
}
