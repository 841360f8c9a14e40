// The address of the caller, also behind proxies. HTTP and the socket ask here, so that both write one address to the log.
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Finds the caller's address of a request. */
export type FindSourceIp = (request: IncomingMessage) => string;

/**
 * Walks `x-forwarded-for` from its end as long as the hop that wrote the entry is a trusted proxy: what stands further
 * left is the caller's own invention. Throws when an entry of `trustedProxies` is neither address nor CIDR range.
 */
export function createSourceIpFinder(trustedProxies: readonly string[]): FindSourceIp {
  const trusted = new BlockList();
  for (const entry of trustedProxies) addEntry(trusted, entry);
  return (request) => {
    const header = request.headers["x-forwarded-for"];
    let address = toPlainAddress(request.socket.remoteAddress ?? "");
    // Then it does not matter who is trusted, which costs more to look up than all the rest.
    if (header === undefined) return address;
    const hops = (Array.isArray(header) ? header.join(",") : header).split(",").map(toPlainAddress);
    while (isTrusted(trusted, address)) {
      const next = hops.pop();
      if (next === undefined || isIP(next) === 0) break;
      address = next;
    }
    return address;
  };
}

function isTrusted(trusted: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 6 ? "ipv6" : "ipv4");
}

function addEntry(trusted: BlockList, entry: string): void {
  const [address = "", prefix] = entry.trim().split("/");
  const version = isIP(address);
  if (version === 0) throw new TypeError(`"${entry}" is neither an address nor a CIDR range.`);
  const family = version === 6 ? "ipv6" : "ipv4";
  trusted.addSubnet(address, prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix), family);
}

// IPv4 on a socket that listens on IPv6 reads `::ffff:10.0.0.1`.
function toPlainAddress(text: string): string {
  const address = text.trim();
  return address.toLowerCase().startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}
