// Spending without a plan: shops, cash, doctors, gifts, fees.
import type { Month } from "../calendar.js";
import { clinics, shops, subscriptions, webShops } from "../catalogue/counterparties.js";
import type { Person } from "../population/person.js";
import type { Random } from "../random.js";
import { single, vary, type Booking, type BookingSubject } from "./booking.js";

const friends = [
  "김지훈",
  "이은정",
  "박상욱",
  "최수진",
  "정민수",
  "강혜진",
  "조현우",
  "윤소영",
  "모임회비",
  "동창회",
];

/** How many purchases a month somebody makes from the account, by how they live. */
const purchases = {
  EMPLOYEE: 1.2,
  SELF_EMPLOYED: 1,
  HOMEMAKER: 1.6,
  PENSIONER: 0.8,
  STUDENT: 1.5,
  CHILD: 0.3,
};

/** What a person spends in a month, beside bills. */
export function listSpending(random: Random, person: Person, month: Month): Booking[] {
  const bookings: Booking[] = [];
  const spend = (won: number, subject: Omit<BookingSubject, "direction">, dayOfMonth?: number): void => {
    bookings.push(single(random, month, won, { direction: "D", ...subject }, dayOfMonth));
  };
  const level = 0.5 + Math.min(person.income, 8_000_000) / 4_000_000;
  for (let count = random.around(purchases[person.job] * (0.6 + 0.8 * random.next())); count > 0; count--) {
    const won = vary(random, 6_000 + 36_000 * level * random.skewed(), 0.3);
    if (random.chance(0.3)) spend(won + 10_000, { counterparty: random.pick(webShops), purpose: "EPAY" });
    else spend(won, { counterparty: random.pick(shops), purpose: random.chance(0.8) ? "DCRD" : "GDDS" });
  }
  if (person.job === "CHILD") return bookings;
  if (random.chance(person.age >= 60 ? 0.6 : 0.22)) {
    spend(random.integer(1, 30) * 10_000, {
      counterparty: null,
      purpose: "CDCD",
      memo: `${person.household.place.branch} ATM`,
    });
  }
  if (random.chance(person.age >= 60 ? 0.45 : 0.15)) {
    const [clinic, purpose] = random.pick(clinics);
    spend(vary(random, 12_000 + 60_000 * random.skewed(), 0.3), { counterparty: clinic, purpose });
  }
  if (random.chance(0.22)) {
    const isGift = random.chance(0.3);
    spend(random.integer(1, isGift ? 20 : 12) * 10_000, {
      counterparty: random.pick(friends),
      purpose: isGift ? "GIFT" : null,
      memo: isGift
        ? random.pick(["축의금", "생일 축하", "부의금", "용돈"])
        : random.pick(["회비", "더치페이", "빌린 돈", "커피값", null]),
    });
  }
  if (person.age < 50 && person.number % 4 === 0) {
    spend(
      13_900,
      { counterparty: subscriptions[person.number % subscriptions.length] ?? null, purpose: "SUBS" },
      1 + (person.number % 28),
    );
  }
  if (random.chance(0.08))
    spend(random.pick([500, 800, 1_000, 3_000]), {
      counterparty: "가온은행",
      purpose: "FEES",
      memo: random.pick(["이체수수료", "ATM수수료", "증명서 발급"]),
    });
  if (random.chance(0.02))
    spend(random.integer(1, 10) * 10_000, { counterparty: "푸른나눔재단", purpose: "CHAR", memo: "후원" });
  if (random.chance(0.012)) {
    bookings.push(
      single(random, month, vary(random, 380_000, 0.8), {
        direction: "C",
        counterparty: "든든화재",
        purpose: "INSC",
        memo: "보험금",
      }),
    );
  }
  return bookings;
}
