import { beforeAll, describe, expect, test } from "vitest";
import { consultationRows } from "./consultations/consultation-rows.js";
import { contactRows } from "./crm/contact-rows.js";
import { buildPopulation, type Population } from "./population/build-population.js";
import { bookingRows } from "./transfers/booking-rows.js";
import { hitRows } from "./web-events/hit-rows.js";

function countWithUniqueIds(rows: Iterable<object>): number {
  const ids = new Set<unknown>();
  let count = 0;
  for (const row of rows) {
    count += 1;
    ids.add(Object.entries(row).find(([name]) => /^(hit_id|txn_no|cnslt_no|cntct_no)$/.test(name))?.[1]);
  }
  expect(ids.size).toBe(count);
  return count;
}

/** How far a count is from what is wanted, as a share of it. */
function distance(count: number, wanted: number): number {
  return Math.abs(count / wanted - 1);
}

describe("a bank of 2,000 customers", () => {
  let population: Population;

  beforeAll(() => {
    population = buildPopulation(2_000, 1, new Date("2026-11-23T00:00:00Z"));
  });

  test("has about 200,000 web events", () => {
    expect(distance(countWithUniqueIds(hitRows(population)), 200_000)).toBeLessThan(0.1);
  });

  test("has about 150,000 transfers", () => {
    expect(distance(countWithUniqueIds(bookingRows(population)), 150_000)).toBeLessThan(0.1);
  });

  test("has about 20,000 consultations", () => {
    expect(distance(countWithUniqueIds(consultationRows(population)), 20_000)).toBeLessThan(0.1);
  });

  test("has about 30,000 contact attempts, each with less success than the one before", () => {
    expect(distance(countWithUniqueIds(contactRows(population)), 30_000)).toBeLessThan(0.1);
    const tried = [0, 0, 0];
    const accepted = [0, 0, 0];
    for (const { try_no: attempt, rslt_cd: result } of contactRows(population)) {
      if (attempt > 3) continue;
      tried[attempt - 1] = (tried[attempt - 1] ?? 0) + 1;
      accepted[attempt - 1] = (accepted[attempt - 1] ?? 0) + (result === "ACPT" ? 1 : 0);
    }
    const rates = tried.map((count, index) => (accepted[index] ?? 0) / count);
    expect(rates).toEqual([...rates].sort((left, right) => right - left));
  });

  test("has one login, one customer number and one line of one's own a person, and fewer customers are the first of more", () => {
    const logins = population.people.flatMap(({ login }) => (login === null ? [] : [login]));
    expect(new Set(logins).size).toBe(logins.length);
    const numbers = population.people.map(({ custNo }) => custNo);
    expect(new Set(numbers).size).toBe(2_000);
    const ownLines = population.people.flatMap(({ line }) =>
      line?.isOwn ? [line.text.replace(/\D/g, "")] : [],
    );
    expect(new Set(ownLines).size).toBe(ownLines.length);
    const few = buildPopulation(50, 1, new Date("2026-11-23T00:00:00Z"));
    const toFacts = ({ people }: Population) =>
      people.slice(0, 45).map(({ custNo, name, line }) => ({ custNo, name, line }));
    expect(toFacts(few)).toEqual(toFacts(population));
  });
});
