// Draws the accounts and the products of a person.
import { day, type Micros, type Period } from "../calendar.js";
import { getProduct, listFitting, type BankProduct } from "../catalogue/products.js";
import type { Random } from "../random.js";
import type { Account, AccountParty, Holding, Person } from "./person.js";

/** Gives a person accounts and products; accounts of a child carry a parent as authorised person. */
export function addAccounts(random: Random, person: Person, period: Period, sharesAccount: boolean): void {
  if (person.isBare) return;
  const open = (code: string, currency: "KRW" | "USD", parties: readonly AccountParty[]): Account => {
    const account: Account = {
      number: `110${String(person.number).padStart(6, "0")}${String(person.accounts.length)}${random.digits(2)}`,
      product: getProduct(code),
      currency,
      openedAt: drawOpening(random, person, period),
      parties,
    };
    person.accounts.push(account);
    person.holdings.push({
      product: account.product,
      account,
      openedAt: account.openedAt,
      closedAt: null,
      balance: drawBalance(random, account.product, person.income, currency),
      currency,
    });
    return account;
  };
  const owner: AccountParty = { person, role: "OWN" };
  open(mainAccount(person), "KRW", [owner, ...listAuthorised(random, person)]);
  if (person.job !== "CHILD" && random.chance(0.26)) open("S201", "KRW", [owner]);
  if (person.language === "en" || (person.age >= 19 && random.chance(0.05))) open("D107", "USD", [owner]);
  const partner = person.household.members.find((member) => member.role === "HEAD");
  if (person.role === "PARTNER" && partner !== undefined && !partner.isBare && sharesAccount) {
    open("D101", "KRW", [owner, { person: partner, role: "OWN" }]);
  }
  addProducts(random, person, period);
}

function mainAccount(person: Person): string {
  if (person.job === "CHILD") return "D104";
  if (person.job === "PENSIONER") return "D103";
  return person.job === "EMPLOYEE" ? "D102" : "D101";
}

function listAuthorised(random: Random, person: Person): AccountParty[] {
  const { members } = person.household;
  if (person.age < 19) {
    const parents = members.filter((member) => member.role === "HEAD" || member.role === "PARTNER");
    return parents.slice(0, 1).map((parent) => ({ person: parent, role: "AUT" as const }));
  }
  if (person.age >= 75 && random.chance(0.4)) {
    const carer = members.find((member) => member !== person && member.age < 65 && member.age >= 19);
    return carer === undefined ? [] : [{ person: carer, role: "AUT" }];
  }
  return [];
}

function addProducts(random: Random, person: Person, period: Period): void {
  const held = new Set(person.holdings.map((holding) => holding.product.code));
  const options = listFitting(person.age).filter(([product]) => product.category !== "DEPOSIT");
  const wanted = person.tier === "VIP" ? 5 : person.tier === "GOLD" ? 4 : person.age < 19 ? 1 : 2;
  let hasLoan = false;
  for (let count = 0; count < wanted && options.length > 0; count++) {
    const product = random.weighted(options);
    if (held.has(product.code) || (product.category === "LOAN" && hasLoan)) continue;
    held.add(product.code);
    hasLoan ||= product.category === "LOAN";
    const openedAt = drawOpening(random, person, period);
    const closedAt = random.chance(0.12) ? openedAt + random.next() * (period.until - openedAt) : null;
    person.holdings.push({
      product,
      account: null,
      openedAt,
      closedAt: closedAt === null ? null : Math.floor(closedAt),
      balance: closedAt === null ? drawBalance(random, product, person.income, "KRW") : null,
      currency: product.category === "CARD" || product.category === "INSURANCE" ? null : "KRW",
    } satisfies Holding);
  }
}

function drawOpening(random: Random, person: Person, period: Period): Micros {
  const latest = period.until - 14 * day;
  return Math.floor(
    Math.min(latest, person.joinedAt + random.next() * random.next() * (latest - person.joinedAt)),
  );
}

function drawBalance(random: Random, product: BankProduct, income: number, currency: string): string | null {
  if (currency === "USD") return (random.skewed() * 4_000).toFixed(2);
  const months = { DEPOSIT: 2, SAVINGS: 6, LOAN: 18, FUND: 5, CARD: 0, INSURANCE: 0 }[product.category];
  return months === 0 ? null : String(Math.floor(random.skewed() * months * Math.max(income, 200_000)));
}
