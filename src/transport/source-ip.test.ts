import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { createSourceIpFinder } from "./source-ip.js";

function requestFrom(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  return {
    headers: { "x-forwarded-for": forwardedFor },
    socket: { remoteAddress },
  } as unknown as IncomingMessage;
}

test.each([
  ["nobody is trusted", [], "10.0.0.1", "1.2.3.4", "10.0.0.1"],
  ["the proxy is trusted", ["10.0.0.0/8"], "10.0.0.1", "1.2.3.4", "1.2.3.4"],
  ["the caller invents a hop", ["10.0.0.1"], "10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"],
  ["two proxies are trusted", ["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"],
  ["the proxy says nothing", ["10.0.0.0/8"], "10.0.0.1", undefined, "10.0.0.1"],
  ["the entry is no address", ["10.0.0.0/8"], "10.0.0.1", "<script>", "10.0.0.1"],
  ["IPv4 comes over IPv6", ["10.0.0.0/8"], "::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"],
  ["the proxy has an IPv6 address", ["fd00::/8"], "fd00::1", "2001:db8::7", "2001:db8::7"],
])("when %s, trusting %j, %s forwarding %j is %s", (_case, trusted, remote, forwarded, expected) => {
  expect(createSourceIpFinder(trusted)(requestFrom(remote, forwarded))).toBe(expected);
});

test("a trusted proxy that is no address is refused at start", () => {
  expect(() => createSourceIpFinder(["proxy.local"])).toThrow('"proxy.local" is neither');
});
