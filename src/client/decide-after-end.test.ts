import { describe, expect, test } from "vitest";
import { decideAfterEnd } from "./decide-after-end.js";

const closed = (code: number, reason = "") => ({ code, reason });

describe("a subscription goes on", () => {
  test.each<[string, unknown, object]>([
    ["when the gateway goes away", closed(1001), { code: "SOCKET_CLOSED", closeCode: 1001 }],
    ["when the connection breaks", closed(1006), { code: "SOCKET_CLOSED", closeCode: 1006 }],
    ["when the gateway says later", closed(1013), { code: "SOCKET_CLOSED", closeCode: 1013 }],
    ["when nobody listens", new Error("connect ECONNREFUSED"), { code: "CONNECTION_FAILED" }],
    ["when a token has expired", closed(4403), { code: "TOKEN_REFUSED", closeCode: 4403 }],
    [
      "at the gateway's cursor when it was too slow",
      [{ message: "", extensions: { code: "SUBSCRIPTION_OVERFLOW", retryable: true, cursor: "c7" } }],
      { code: "SUBSCRIPTION_OVERFLOW", cursor: "c7" },
    ],
    [
      "when the access log could not be written",
      [{ message: "", extensions: { code: "ACCESS_LOG_UNAVAILABLE", retryable: true } }],
      { code: "ACCESS_LOG_UNAVAILABLE" },
    ],
  ])("%s", (_when, end, expected) => {
    expect(decideAfterEnd(end, 1)).toMatchObject(expected);
  });
});

describe("a subscription fails", () => {
  test.each<[string, unknown, number, object]>([
    [
      "with CURSOR_TOO_OLD, since it would go on behind a gap",
      [{ message: "Old.", extensions: { code: "CURSOR_TOO_OLD", retryable: false } }],
      0,
      { code: "CURSOR_TOO_OLD", message: "Old." },
    ],
    ["with an error without a code", [{ message: "Odd." }], 0, { code: "INTERNAL" }],
    [
      "when a new token is refused as well",
      closed(4403, "PURPOSE_REQUIRED: Say it."),
      2,
      { code: "PURPOSE_REQUIRED", closeCode: 4403 },
    ],
    ["when it is not understood", closed(4400), 0, { code: "SOCKET_CLOSED", closeCode: 4400 }],
    ["when it asks for too much", closed(1008), 0, { code: "SOCKET_CLOSED", closeCode: 1008 }],
  ])("%s", (_when, end, refusals, expected) => {
    expect(() => decideAfterEnd(end, refusals)).toThrow(expect.objectContaining(expected));
  });
});
