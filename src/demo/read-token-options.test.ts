import { describe, expect, test } from "vitest";
import { readTokenOptions } from "./read-token-options.js";

describe("the options of the token command", () => {
  test("are a role as people write it, a purpose, a name and a lifetime", () => {
    const argv = [
      "--role",
      "internal-app",
      "--purpose",
      "SERVICE",
      "--subject",
      "이민지",
      "--expires-in=30m",
    ];
    expect(readTokenOptions(argv)).toEqual({
      role: "INTERNAL_APP",
      purpose: "SERVICE",
      subject: "이민지",
      expiresInSeconds: 1_800,
    });
  });

  test("have a subject and twelve hours by default", () => {
    expect(readTokenOptions(["--role", "agent"])).toEqual({
      role: "AGENT",
      subject: "demo-agent",
      expiresInSeconds: 43_200,
    });
  });

  test.each([
    [
      ["--role", "boss"],
      "--role must be one of frontend, agent, internal-app, analyst, privacy-officer, admin",
    ],
    [[], "--role must be one of"],
    [
      ["--role", "agent", "--purpose", "FUN"],
      "--purpose must be one of SERVICE, MARKETING, ANALYTICS, LEGAL",
    ],
    [["--role", "agent", "--expires-in", "soon"], "--expires-in must be"],
    [["--role", "agent", "--rol", "x"], "Usage: npm run"],
    [["agent"], "Usage: npm run"],
  ])("%j are refused with the allowed values", (argv, message) => {
    expect(() => readTokenOptions(argv)).toThrow(message);
  });
});
