import { describe, expect, test } from "vitest";
import { redact, redactText } from "./redact.js";

describe("redactText", () => {
  test.each([
    "Bearer abc.def.ghi",
    "token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl rest",
    "mail to kim.kim@example.co.kr bounced",
    "called 010-1234-5678",
    "called +82 10 1234 5678",
    "called 02-345-6789 today",
    "connect postgres://app:pa55word@db:5432/crm",
    "number 900101-1234567",
  ])("hides what is secret or personal in %j", (text) => {
    const shown = redactText(text);
    expect(shown).toContain("[redacted]");
    expect(shown).not.toMatch(/abc\.def|eyJ|kim\.kim|1234|345-6789|pa55word/);
  });

  test.each([
    "listening on http://127.0.0.1:4000/graphql",
    "read 12345 rows in 17 ms",
    "2026-11-23T01:02:03.456Z",
  ])("leaves %j as it is", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("cuts a long text", () => {
    expect(redactText("x".repeat(10_000)).length).toBeLessThan(4_100);
  });
});

describe("redact", () => {
  test("hides fields by name at any depth, however the name is spelled", () => {
    const shown = redact({
      request: { headers: { Authorization: "x", "set-cookie": "y" }, access_token: "z" },
      rows: 3,
    });
    expect(shown).toEqual({
      request: {
        headers: { Authorization: "[redacted]", "set-cookie": "[redacted]" },
        access_token: "[redacted]",
      },
      rows: 3,
    });
  });

  test("keeps of an error its type, code, message and stack, and nothing that a driver hung on it", () => {
    const error = Object.assign(new Error("duplicate key for a@b.example"), {
      code: "23505",
      detail: "Key (email)=(a@b.example) already exists.",
      parameters: ["a@b.example"],
    });
    const shown = JSON.stringify(redact({ err: error }));
    expect(shown).toContain("23505");
    expect(shown).not.toContain("a@b.example");
    expect(shown).not.toContain("already exists");
  });

  test("ends on a structure that contains itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(JSON.stringify(redact(loop))).toContain("[cut]");
  });
});
