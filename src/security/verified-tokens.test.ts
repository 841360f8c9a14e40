import { describe, expect, it } from "vitest";
import { VerifiedTokens } from "./verified-tokens.js";

const start = new Date("2026-11-23T00:00:00Z");
const later = (ms: number): Date => new Date(start.getTime() + ms);
const payload = { sub: "agent-1", exp: start.getTime() / 1_000 + 20 };

describe("verified tokens", () => {
  it("are known until they end", () => {
    const tokens = new VerifiedTokens();
    tokens.keep("t", payload, start);
    expect(tokens.find("t", later(19_999))).toEqual(payload);
    expect(tokens.find("t", later(20_000))).toBeUndefined();
    expect(tokens.find("t", later(0))).toBeUndefined();
  });

  it("are verified anew after half a minute, and when the clock was set back", () => {
    const tokens = new VerifiedTokens();
    const long = { ...payload, exp: payload.exp + 3_600 };
    tokens.keep("t", long, start);
    expect(tokens.find("t", later(29_999))).toEqual(long);
    expect(tokens.find("t", later(30_000))).toBeUndefined();
    tokens.keep("t", long, start);
    expect(tokens.find("t", later(-1))).toBeUndefined();
  });

  it("are not mistaken for one another, and the oldest of very many is forgotten", () => {
    const tokens = new VerifiedTokens();
    for (let n = 0; n <= 10_000; n += 1) tokens.keep(`t${String(n)}`, { ...payload, sub: String(n) }, start);
    expect(tokens.find("t0", start)).toBeUndefined();
    expect(tokens.find("t10000", start)?.sub).toBe("10000");
    expect(tokens.find("other", start)).toBeUndefined();
  });
});
