// Batches as Segment's library for browsers would send them: a visitor with login and cookie, a page, a product. Built before
// the clock runs, so that building costs the measured time nothing.
import { batchSize } from "./send-order.js";

const products = ["적금", "정기예금", "주택담보대출", "ISA", "청년도약계좌", "체크카드"];

/** Events in a row of one visitor. */
const eventsPerVisit = 4;

/** HTTP requests with a batch each; event `n` of run `r` has an id of its own. */
export function createBatchBuilder(
  run: string,
  key: string,
  logins: readonly string[],
): (number: number) => Buffer {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  return (number) => {
    const sentAt = new Date().toISOString();
    const batch = Array.from({ length: batchSize }, (_, at) =>
      toMessage(`${run}-${String(number)}-${String(at)}`, number * batchSize + at, logins, sentAt),
    );
    const body = Buffer.from(JSON.stringify({ batch, sentAt }), "utf8");
    const head =
      `POST /v1/batch HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\n` +
      `content-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head, "latin1"), body]);
  };
}

function toMessage(messageId: string, number: number, logins: readonly string[], timestamp: string): object {
  const visitor = Math.floor(number / eventsPerVisit) % logins.length;
  const product = products[number % products.length] ?? "";
  return {
    type: "track",
    messageId,
    userId: logins[visitor],
    anonymousId: `5d0c1f4e-0000-4000-8000-${String(visitor).padStart(12, "0")}`,
    event: "Product Viewed",
    properties: {
      product,
      product_id: `P${String(number % 97)}`,
      price: 12_000 + (number % 50),
      category: "savings",
    },
    context: {
      library: { name: "analytics.js", version: "next-1.70.0" },
      page: {
        url: "https://bank.example/savings?from=home",
        referrer: "https://bank.example/",
        title: product,
      },
      userAgent:
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
      locale: "ko-KR",
    },
    timestamp,
  };
}
