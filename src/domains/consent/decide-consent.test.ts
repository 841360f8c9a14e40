import { describe, expect, it } from "vitest";
import { decideConsent, decideNightConsent, type ConsentFact } from "./decide-consent.js";

const at = new Date("2026-11-20T00:00:00Z");

function fact(change: Partial<ConsentFact> = {}): ConsentFact {
  return {
    purpose: "MARKETING",
    channel: null,
    state: "GIVEN",
    validUntil: null,
    occurredAt: "2026-01-01T00:00:00Z",
    ...change,
  };
}

describe("the decision about a consent", () => {
  it("is missing without a record, and with one for another purpose or channel", () => {
    expect(decideConsent([], "MARKETING", "SMS", at)).toBe("MISSING");
    expect(decideConsent([fact({ purpose: "ANALYTICS" })], "MARKETING", "SMS", at)).toBe("MISSING");
    expect(decideConsent([fact({ channel: "EMAIL" })], "MARKETING", "SMS", at)).toBe("MISSING");
  });

  it("takes only given and renewed for a yes, and tells a no from a silence", () => {
    const decide = (state: ConsentFact["state"]) => decideConsent([fact({ state })], "MARKETING", null, at);
    expect(["GIVEN", "RENEWED"].map((state) => decide(state as never))).toEqual(["GIVEN", "GIVEN"]);
    expect(["REFUSED", "WITHDRAWN", "REVOKED", "INVALIDATED"].map((state) => decide(state as never))).toEqual(
      Array.from({ length: 4 }, () => "REFUSED"),
    );
    expect(["REQUESTED", "DEFERRED", "UNKNOWN"].map((state) => decide(state as never))).toEqual(
      Array.from({ length: 3 }, () => "MISSING"),
    );
    expect(decide("EXPIRED")).toBe("EXPIRED");
  });

  it("ends with the time of the record", () => {
    const record = fact({ validUntil: at.toISOString() });
    expect(decideConsent([record], "MARKETING", null, new Date(at.getTime() - 1))).toBe("GIVEN");
    expect(decideConsent([record], "MARKETING", null, at)).toBe("EXPIRED");
  });

  it("follows the record for all channels where the channel has none", () => {
    expect(decideConsent([fact()], "MARKETING", "SMS", at)).toBe("GIVEN");
    expect(decideConsent([fact({ state: "WITHDRAWN" })], "MARKETING", "SMS", at)).toBe("REFUSED");
  });

  it("lets a later no to all channels end a channel's yes, but not an earlier one", () => {
    const sms = fact({ channel: "SMS", occurredAt: "2026-05-01T00:00:00Z" });
    const noAfter = fact({ state: "WITHDRAWN", occurredAt: "2026-06-01T00:00:00Z" });
    const noBefore = fact({ state: "WITHDRAWN", occurredAt: "2026-04-01T00:00:00Z" });
    expect(decideConsent([sms, noAfter], "MARKETING", "SMS", at)).toBe("REFUSED");
    expect(decideConsent([sms, noBefore], "MARKETING", "SMS", at)).toBe("GIVEN");
  });

  it("keeps a channel's no after a later yes to all channels", () => {
    const sms = fact({ channel: "SMS", state: "WITHDRAWN", occurredAt: "2026-05-01T00:00:00Z" });
    const yesAfter = fact({ occurredAt: "2026-06-01T00:00:00Z" });
    expect(decideConsent([sms, yesAfter], "MARKETING", "SMS", at)).toBe("REFUSED");
    expect(decideConsent([sms, yesAfter], "MARKETING", "EMAIL", at)).toBe("GIVEN");
  });
});

describe("the decision about consent at night", () => {
  const night = (change: Partial<ConsentFact> = {}) => fact({ night: true, ...change });

  it("is undefined where nobody asked about the night, whatever was said about the day", () => {
    expect(decideNightConsent([], "MARKETING", "SMS", at)).toBeUndefined();
    expect(decideNightConsent([fact(), fact({ channel: "SMS" })], "MARKETING", "SMS", at)).toBeUndefined();
    expect(decideNightConsent([night({ channel: "EMAIL" })], "MARKETING", "SMS", at)).toBeUndefined();
    expect(decideNightConsent([night({ purpose: "ANALYTICS" })], "MARKETING", "SMS", at)).toBeUndefined();
  });

  it("takes the night record of the channel, else the one for all channels", () => {
    expect(decideNightConsent([night()], "MARKETING", "SMS", at)).toBe("GIVEN");
    expect(decideNightConsent([night({ channel: "SMS" })], "MARKETING", "SMS", at)).toBe("GIVEN");
    const refused = night({ channel: "SMS", state: "REFUSED" });
    expect(decideNightConsent([night(), refused], "MARKETING", "SMS", at)).toBe("REFUSED");
    expect(decideNightConsent([night(), refused], "MARKETING", "PUSH", at)).toBe("GIVEN");
  });

  it("ends with its time, and with a later no to all channels", () => {
    const sms = night({ channel: "SMS", validUntil: at.toISOString() });
    expect(decideNightConsent([sms], "MARKETING", "SMS", at)).toBe("EXPIRED");
    const own = night({ channel: "SMS" });
    const no = night({ state: "WITHDRAWN", occurredAt: "2026-06-01T00:00:00Z" });
    expect(decideNightConsent([own, no], "MARKETING", "SMS", at)).toBe("REFUSED");
  });

  it("says nothing about the day, and the day nothing about it", () => {
    expect(decideConsent([night()], "MARKETING", "SMS", at)).toBe("MISSING");
    const day = fact({ state: "WITHDRAWN", occurredAt: "2026-06-01T00:00:00Z" });
    expect(decideNightConsent([day, night()], "MARKETING", "SMS", at)).toBe("GIVEN");
    expect(decideConsent([day, night()], "MARKETING", "SMS", at)).toBe("REFUSED");
  });
});
