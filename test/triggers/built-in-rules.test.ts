// Every rule of the product on what it is for, and on what looks like it and is not.
import { describe, expect, test } from "vitest";
import { readBuiltInRules } from "../../src/composition/read-built-in-rules.js";
import { compileRule } from "../../src/domains/triggers/rules/compile-rule.js";
import type { RuleEvent } from "../../src/domains/triggers/rules/evaluate.js";
import { toRaisedTrigger } from "../../src/domains/triggers/rules/moment.js";
import { parseRule } from "../../src/domains/triggers/rules/parse-rule.js";
import { createRuleSet, type RuleSet } from "../../src/domains/triggers/rules/rule-set.js";
import { at, call, day, hour, minute, replay, transfer, web } from "../fakes/replay-rules.js";

const rules = new Map(
  readBuiltInRules().map(({ name, definition }): [string, RuleSet] => {
    const parsed = parseRule(definition);
    if (!parsed.isValid) throw new Error(`${name}: ${JSON.stringify(parsed.mistakes)}`);
    return [name, createRuleSet([compileRule({ name, version: 1, definition: parsed.definition }, 1)])];
  }),
);

const won = (amount: number) => ({ amount: String(amount), currency: "KRW" });
const talk = (
  id: string,
  hours: number,
  more: object,
  type: RuleEvent["type"] = "consultation.recorded",
): RuleEvent => {
  const event = call(id, hours);
  return { ...event, type, record: { ...(event.record as object), endedAt: event.occurredAt, ...more } };
};
const view = (id: string, hours: number, more: object = {}) => web(id, "Product Viewed", hours * hour, more);
const loan = { product: "가온 주택담보대출", properties: { category: "LOAN" } };
const step = (id: string, minutes: number, name: string, more: object = {}) =>
  web(id, name, minutes * minute, { product: "적금", properties: { step_name: "본인 인증" }, ...more });
const salary = (n: number, amount = 3_000_000, more: object = {}) =>
  transfer(`s${String(n)}`, n * 30 * day, {
    category: "SALARY",
    standingOrder: true,
    amount: won(amount),
    counterparty: "다온전자",
    ...more,
  });
const paid = (id: string, days: number, more: object) =>
  transfer(id, days * day, { direction: "DEBIT", ...more });
const known = paid("known", 0, { category: "SHOPPING" });
const consent = (id: string, days: number, untilDays: number, state = "GIVEN"): RuleEvent => {
  const occurredAt = at(days * day);
  const record = {
    id,
    purpose: "MARKETING",
    channel: "SMS",
    night: false,
    state,
    occurredAt,
    validUntil: at(untilDays * day),
  };
  return { type: "consent.recorded", id: `cns_${id}`, record, occurredAt, recordedAt: occurredAt };
};
const contract = (id: string, days: number, name: string, endsDays: number) =>
  web(id, name, days * day, {
    product: "정기예금",
    properties: { contract_id: "C1", ends_at: at(endsDays * day) },
  });
const signIns = (perPeriod: readonly number[]) =>
  perPeriod.flatMap((count, period) =>
    Array.from({ length: count }, (_, n) =>
      web(`${String(period)}-${String(n)}`, "Signed In", period * 14 * day + n * hour),
    ),
  );

interface Case {
  readonly on: readonly RuleEvent[];
  /** Days after which the time is looked at. */
  readonly until?: number;
  readonly en: string | RegExp;
  readonly ko: string | RegExp;
  readonly evidence: number;
  /** Histories that look like it and are not. */
  readonly not: Readonly<Record<string, readonly RuleEvent[]>>;
}

const cases: Readonly<Record<string, Case>> = {
  "repeated-product-views": {
    on: [view("a", 0), view("b", 10), view("c", 24)],
    en: "적금: viewed 3 times, no application",
    ko: "적금 3회 조회, 신청 없음",
    evidence: 3,
    not: {
      "two views": [view("a", 0), view("b", 10)],
      "an application in between": [
        view("a", 0),
        step("x", 60, "Application Started"),
        view("b", 10),
        view("c", 20),
      ],
    },
  },
  "application-abandoned": {
    on: [step("a", 0, "Application Started"), step("b", 5, "Application Step Completed")],
    until: 1,
    en: '적금: application left | The customer went as far as "본인 인증" in the application for "적금" and did not submit it within 30 minutes.',
    ko: /신청이 중단됨.*'본인 인증' 단계까지/s,
    evidence: 1,
    not: {
      "one that was submitted": [step("a", 0, "Application Started"), step("b", 29, "Application Submitted")],
    },
  },
  "cart-abandoned": {
    on: [web("a", "Product Added", 0, { properties: { price: 500_000 } })],
    until: 1,
    en: /Cart left/,
    ko: /'적금'을\(를\) 장바구니에 담은 뒤 30분/,
    evidence: 1,
    not: { "a purchase": [web("a", "Product Added", 0), web("b", "Order Completed", 20 * minute)] },
  },
  "complex-product-interest": {
    on: [view("a", 0, loan), view("b", 48, loan)],
    en: /offer a consultation/,
    ko: /2회 살펴보았고/,
    evidence: 2,
    not: {
      "a simple product": [view("a", 0), view("b", 48)],
      "a conversation about it": [
        view("a", 0, loan),
        talk("t", 1, { product: loan.product }),
        view("b", 48, loan),
      ],
    },
  },
  complaint: {
    on: [
      talk("a", 0, { topic: "이체 오류", sentiment: null, endedAt: null }),
      talk("a", 0.2, { topic: "이체 오류", sentiment: -0.85, satisfaction: 1 }, "consultation.changed"),
      talk("a", 0.3, { topic: "이체 오류", sentiment: -0.9, satisfaction: 1 }, "consultation.changed"),
    ],
    en: /sentiment -0.85, satisfaction 1/,
    ko: /불만 상담: 이체 오류/,
    evidence: 1,
    not: {
      "a conversation that went well": [
        talk("a", 0, { sentiment: 0.7, satisfaction: 5, topic: "칭찬·감사" }),
      ],
    },
  },
  "usage-decline": {
    on: signIns([6, 6, 6, 6, 6, 6, 1]),
    until: 100,
    en: /came 1 times in the last 14 days, against 6 times/,
    ko: /최근 14일 동안 접속이 1회로, 고객의 평소 6회/,
    evidence: 5,
    not: { "who comes as ever": signIns([6, 6, 6, 6, 6, 6, 5, 6, 4, 6]).slice(0, -1) },
  },
  "first-tuition": {
    on: [
      known,
      paid("b", 100, { category: "EDUCATION", amount: won(3_900_000), counterparty: "가온대학교" }),
    ],
    en: /paid KRW 3,900,000 to 가온대학교/,
    ko: /가온대학교에 3,900,000원을/,
    evidence: 1,
    not: {
      "somebody who is hardly known": [known, paid("b", 50, { category: "EDUCATION" })],
      "the second one": [paid("k", 0, { category: "EDUCATION" }), paid("b", 100, { category: "EDUCATION" })],
      "a nursery": [known, paid("b", 100, { category: "EDUCATION", counterparty: "새벽별유치원" })],
    },
  },
  "first-child-expense": {
    on: [
      known,
      paid("b", 100, { category: "EDUCATION", amount: won(620_000), counterparty: "다솜어린이집" }),
    ],
    en: /to 다솜어린이집/,
    ko: /첫 자녀 관련 지출/,
    evidence: 1,
    not: { "a school": [known, paid("b", 100, { category: "EDUCATION", counterparty: "가온대학교" })] },
  },
  "new-rent": {
    on: [
      known,
      paid("b", 100, {
        category: "HOUSING",
        memo: "월세 3월분",
        amount: won(650_000),
        counterparty: "박집주",
      }),
    ],
    en: /rent of KRW 650,000 to 박집주/,
    ko: /박집주에 월세 650,000원을 처음/,
    evidence: 1,
    not: {
      "the upkeep of a building": [
        known,
        paid("b", 100, {
          category: "HOUSING",
          memo: "관리비",
          amount: won(650_000),
          counterparty: "관리사무소",
        }),
      ],
      "the landlord of last month": [
        paid("a", 0, { category: "HOUSING", memo: "월세", amount: won(650_000), counterparty: "박집주" }),
        paid("b", 100, { category: "HOUSING", memo: "월세", amount: won(650_000), counterparty: "박집주" }),
      ],
    },
  },
  "salary-stopped": {
    on: [0, 1, 2].map((n) => salary(n)),
    until: 200,
    en: /came month by month from 다온전자 \(KRW 3,000,000\) has not come for 40 days/,
    ko: /급여\(3,000,000원\)가 40일 동안/,
    evidence: 3,
    not: { "who was paid twice only": [0, 1].map((n) => salary(n)) },
  },
  "salary-jumped": {
    on: [salary(0), salary(1), salary(2, 3_050_000), salary(3, 4_500_000)],
    en: /is KRW 4,500,000, against KRW 3,000,000/,
    ko: /4,500,000원으로, 고객의 최근 급여 3,000,000원/,
    evidence: 4,
    not: {
      "a usual rise": [salary(0), salary(1), salary(2), salary(3, 3_300_000)],
      "a bonus": [salary(0), salary(1), salary(2), salary(3, 9_000_000, { standingOrder: false })],
    },
  },
  "large-incoming-transfer": {
    on: [
      transfer("a", 0, {
        amount: won(120_000_000),
        counterparty: "박영수",
        standingOrder: false,
        category: null,
      }),
    ],
    en: /Large incoming transfer of KRW 120,000,000/,
    ko: /큰 금액 입금 120,000,000원/,
    evidence: 1,
    not: {
      "a loan that is paid out": [
        transfer("a", 0, { amount: won(120_000_000), standingOrder: false, category: "LOAN" }),
      ],
      "another currency": [
        transfer("a", 0, {
          amount: { amount: "120000000", currency: "JPY" },
          standingOrder: false,
          category: null,
        }),
      ],
    },
  },
  "unfinished-task": {
    on: [step("a", 0, "Application Step Completed"), talk("t", 20, { channel: "CALL", endedAt: null })],
    en: /as far as "본인 인증" in the application for "적금"/,
    ko: /'적금' 신청을 '본인 인증' 단계까지/,
    evidence: 2,
    not: {
      "a task that is done": [
        step("a", 0, "Application Started"),
        step("b", 9, "Application Submitted"),
        talk("t", 20, {}),
      ],
      "an e-mail": [step("a", 0, "Application Started"), talk("t", 20, { channel: "EMAIL" })],
    },
  },
  "consent-expiring": {
    on: [consent("a", 0, 730)],
    until: 710,
    en: /consent for MARKETING by SMS ends on 4 March 2026/,
    ko: /MARKETING 목적의 SMS 동의가 2026년 3월 4일/,
    evidence: 1,
    not: { "one that was withdrawn": [consent("a", 0, 730), consent("b", 10, 730, "WITHDRAWN")] },
  },
  "contract-expiring": {
    on: [contract("a", 0, "Contract Started", 365)],
    until: 340,
    en: /정기예금: about to end/,
    ko: /'정기예금'이\(가\) 2025년 3월 4일/,
    evidence: 1,
    not: {
      "one that was renewed": [
        contract("a", 0, "Contract Started", 365),
        contract("b", 300, "Contract Renewed", 730),
      ],
    },
  },
  "incoming-call": {
    on: [talk("a", 0, { channel: "CALL", endedAt: null })],
    en: /customer is calling/,
    ko: /고객 전화 수신/,
    evidence: 1,
    not: { "a call that was": [talk("a", 0, { channel: "CALL" })] },
  },
};

test("every rule of the product is tried here", () => {
  expect(Object.keys(cases).toSorted()).toEqual([...rules.keys()]);
});

describe.each(Object.entries(cases))("%s", (name, { on, until, en, ko, evidence, not }) => {
  const rule = rules.get(name)!;
  const replayed = (events: readonly RuleEvent[]) =>
    replay(rule, events, until === undefined ? undefined : until * day);

  test("finds what it is for, once, with its evidence and in both languages", () => {
    const { found } = replayed(on);
    expect(found).toHaveLength(1);
    const [moment] = found;
    expect(moment?.evidence).toHaveLength(evidence);
    for (const [language, wanted] of [
      ["en", en],
      ["ko", ko],
    ] as const) {
      const { title, explanation } = toRaisedTrigger(moment!, { language, timeZone: "Asia/Seoul" });
      expect(`${title} | ${explanation}`).toMatch(wanted);
    }
    expect([moment!.priority, moment!.value].every((weight) => weight > 0 && weight <= 1)).toBe(true);
  });

  test.each(Object.entries(not))("does not take %s for it", (_, events) => {
    expect(replayed(events).moments).toEqual([]);
  });
});
