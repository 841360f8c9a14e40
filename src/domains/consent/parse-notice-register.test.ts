import { describe, expect, test } from "vitest";
import { readDemoNotices, readDemoNoticeText } from "../../../test/harness/demo-notices.js";
import { parseNoticeRegister } from "./parse-notice-register.js";

const parse = (text: string) => parseNoticeRegister(text, "notices.yml");
const change = (from: string, to: string) => parse(readDemoNoticeText().replace(from, to));

describe("a register of privacy notices", () => {
  const marketing = { noticeVersion: "2026-01", purpose: "MARKETING" } as const;

  test("finds a notice by name and version, and by purpose where only the version was named", () => {
    const notices = readDemoNotices();
    const named = notices.find({
      ...marketing,
      privacyNotice: "https://www.gaonbank.example/privacy/marketing",
    });
    expect(named).toMatchObject({
      isMandatory: false,
      controller: { name: { ko: "가온은행", en: "Gaon Bank" } },
    });
    expect(notices.find({ ...marketing, privacyNotice: "privacy-notice:2026-01" })).toBe(named);
    expect(notices.find({ ...marketing, privacyNotice: "https://elsewhere.example" })).toBeUndefined();
    expect(
      notices.find({ ...marketing, noticeVersion: "2027-01", privacyNotice: "privacy-notice:2027-01" }),
    ).toBeUndefined();
  });

  test.each([
    ["a party that there is not", "controller: bank", "controller: nobody", /there is no party nobody/],
    ["a version that stands twice", '"2019-01", "2020-01"', '"2019-01", "2019-01"', /2019-01 stands twice/],
    ["a member that is unknown", "isMandatory: true", "isOptional: true", /isOptional/],
    ["a text in one language only", "{ ko: 이름, en: Name }", "{ ko: 이름 }", /label\.en/],
    ["no YAML", "version: 1", "version: [", /are no YAML/],
  ])("is refused with %s", (_, from, to, message) => {
    expect(() => change(from, to)).toThrow(message);
    expect(() => change(from, to)).toThrow("notices.yml (PRIVACY_NOTICES_FILE)");
  });
});
