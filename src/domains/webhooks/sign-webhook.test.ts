// cspell:ignore ILPZ
import { describe, expect, it } from "vitest";
import { isSignedWebhook, signWebhook } from "./sign-webhook.js";

// The example of the specification's own libraries.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const body = '{"test": 2432232314}';
const at = new Date(1_614_265_330_000);

describe("a signed webhook", () => {
  it("has the signature that the specification's libraries have for it", () => {
    expect(signWebhook(id, at, body, secret)).toEqual({
      "webhook-id": id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("is refused when a part of it is another, when it is old, and when its signature is of another version", () => {
    const signed = signWebhook(id, at, body, secret);
    const isGood = (headers: object, text = body, now = at) =>
      isSignedWebhook({ ...signed, ...headers }, text, secret, now);
    expect(isGood({})).toBe(true);
    expect(isGood({ "webhook-signature": `v2,x ${signed["webhook-signature"]}` })).toBe(true);
    expect(isGood({}, `${body} `)).toBe(false);
    expect(isGood({ "webhook-id": "msg_other" })).toBe(false);
    expect(isGood({ "webhook-timestamp": "1614265331" })).toBe(false);
    expect(isGood({ "webhook-timestamp": "x" })).toBe(false);
    expect(isGood({ "webhook-signature": signed["webhook-signature"].replace("v1", "v2") })).toBe(false);
    expect(isGood({ "webhook-signature": "v1,short" })).toBe(false);
    expect(isGood({}, body, new Date(at.getTime() + 300_001))).toBe(false);
    expect(isSignedWebhook(signed, body, "whsec_AAAA", at)).toBe(false);
  });
});
