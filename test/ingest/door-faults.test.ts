// What goes wrong on the way to us: each gets a clear answer, and nothing that was taken is lost or taken twice.
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { login, serverKey, startDoors, toBasic, type Doors } from "./start-doors.js";

let doors: Doors;
beforeAll(async () => {
  doors = await startDoors();
});
afterAll(() => doors[Symbol.asyncDispose]());

const track = (more: object = {}) => ({
  type: "track",
  messageId: randomUUID(),
  userId: login,
  event: "Product Viewed",
  properties: {},
  ...more,
});
const minutes = (count: number): string => new Date(Date.now() + count * 60_000).toISOString();
/** What was answered, in short. */
async function send(body: unknown, headers?: Record<string, string>, path = "/v1/batch") {
  const answer = await doors.post(path, body, headers);
  const { success, rejected, errors } = answer.body as {
    success?: boolean;
    rejected?: { reason: string }[];
    errors?: { extensions: { code: string } }[];
  };
  if (errors !== undefined) return `${String(answer.status)} ${errors[0]!.extensions.code}`;
  const reasons = (rejected ?? []).map(({ reason }) => reason.split(":")[0]);
  return [answer.status, success === true ? "success" : "failed", ...reasons].join(" ");
}
const findTimes = async (name: string): Promise<readonly string[]> =>
  (
    await doors.sql<{ at: Date }>(
      "select occurred_at as at from event where record->>'name' = $1 order by occurred_at",
      [name],
    )
  ).map(({ at }) => at.toISOString());
const countLetters = async (reason: string): Promise<number> =>
  (
    await doors.sql<{ n: number }>("select count(*)::int as n from dead_letter where reason = $1", [reason])
  )[0]!.n;

describe("clocks", () => {
  test("a client whose clock is two hours ahead, or ten years behind, says so by sentAt and is corrected", async () => {
    for (const wrong of [120, -60 * 24 * 3_650]) {
      const event = randomUUID();
      const batch = [track({ event, timestamp: minutes(wrong - 5) })];
      expect(await send({ batch, sentAt: minutes(wrong) })).toBe("200 success");
      const [at = ""] = await findTimes(event);
      // Five minutes before it was sent, by our clock.
      expect(Math.abs(Date.parse(at) - Date.parse(minutes(-5)))).toBeLessThan(30_000);
    }
  });

  test("a clock that steps back while a client sends leaves its events in their order", async () => {
    const event = randomUUID();
    const early = track({ event, timestamp: minutes(-10) });
    const late = track({ event, timestamp: minutes(-60 * 24 - 5) });
    await send({ batch: [early], sentAt: minutes(0) });
    // The clock was set back by a day; what happened five minutes ago carries yesterday's time.
    await send({ batch: [late], sentAt: minutes(-60 * 24) });
    const [first = "", second = ""] = await findTimes(event);
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThan(4 * 60_000);
  });

  test("a time of the future, and one of a clock that was never set, are refused by name", async () => {
    const before = await countLetters("INVALID_TIME");
    const times = [minutes(60), "1970-01-01T00:00:12Z", "2026-02-30T10:00:00Z", "yesterday"];
    const batch = times.map((timestamp) => track({ timestamp }));
    expect(await send({ batch })).toBe(`200 success${" INVALID_TIME".repeat(4)}`);
    expect(await countLetters("INVALID_TIME")).toBe(before + 4);
  });

  test("an event of years ago is taken with its time", async () => {
    const event = randomUUID();
    expect(await send({ batch: [track({ event, timestamp: "2003-05-01T10:00:00Z" })] })).toBe("200 success");
    expect(await findTimes(event)).toEqual(["2003-05-01T10:00:00.000Z"]);
  });
});

describe("batches", () => {
  test("come out of order and twice, and each event counts once", async () => {
    const event = randomUUID();
    const all = Array.from({ length: 60 }, (_, n) => track({ event, timestamp: minutes(-60 + n) }));
    const parts = [all.slice(40), all.slice(0, 20), all.slice(20, 40), all.slice(10, 50), all.slice(40)];
    for (const batch of parts) expect(await send({ batch })).toBe("200 success");
    expect(await findTimes(event)).toEqual(
      Array.from(all, (one) => (one as { timestamp?: string }).timestamp),
    );
  });

  test("two of the same at once are taken once, and both are answered", async () => {
    const event = randomUUID();
    const batch = Array.from({ length: 100 }, () => track({ event }));
    expect(await Promise.all([send({ batch }), send({ batch })])).toEqual(["200 success", "200 success"]);
    expect(await findTimes(event)).toHaveLength(100);
  });

  test("without events are answered; one that is no list is refused", async () => {
    expect(await send({ batch: [] })).toBe("200 success");
    expect(await send({ batch: {} })).toBe("400 BAD_REQUEST");
    expect(await send({})).toBe("400 BAD_REQUEST");
    expect(await send([track()])).toBe("400 BAD_REQUEST");
    expect(await send({ batch: [null, 7, "text", [track()]] })).toBe(
      `200 success${" UNKNOWN_TYPE".repeat(4)}`,
    );
  });
});

describe("bodies", () => {
  const packed = { "content-encoding": "gzip" };

  test("of 10 MB are refused, plain and packed, and the connection goes on", async () => {
    const event = JSON.stringify({ batch: [track({ properties: { text: "가".repeat(3_500_000) } })] });
    expect(Buffer.byteLength(event)).toBeGreaterThan(10_000_000);
    expect(await send(event)).toBe("413 REQUEST_TOO_LARGE");
    expect(await send(gzipSync(event), packed)).toBe("413 REQUEST_TOO_LARGE");
    expect(
      await send(
        event,
        { authorization: toBasic(serverKey), "content-type": "application/cloudevents+json" },
        "/events",
      ),
    ).toBe("413 REQUEST_TOO_LARGE");
    expect(await send({ batch: [track()] })).toBe("200 success");
  });

  test("that would unpack to 300 MB are refused before they do", async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000));
    expect(bomb.length).toBeLessThan(400_000);
    const before = process.memoryUsage().rss;
    expect(await send(bomb, packed)).toBe("413 REQUEST_TOO_LARGE");
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test("that are not what they say are refused", async () => {
    const good = gzipSync(JSON.stringify({ batch: [track()] }));
    expect(await send("not packed at all", packed)).toBe("400 BAD_REQUEST");
    expect(await send(good.subarray(0, good.length - 12), packed)).toBe("400 BAD_REQUEST");
    expect(await send(good)).toBe("400 BAD_REQUEST");
    expect(await send(good, { "content-encoding": "br" })).toBe("415 UNSUPPORTED_MEDIA_TYPE");
    expect(await send("{")).toBe("400 BAD_REQUEST");
    expect(await send("")).toBe("400 BAD_REQUEST");
  });

  test("of invalid UTF-8 are refused, and half a surrogate pair costs its event only", async () => {
    const text = Buffer.from(JSON.stringify({ batch: [track({ event: "가" })] }));
    const broken = Buffer.from(text);
    broken[text.indexOf(Buffer.from("가")) + 1] = 0x20;
    expect(await send(broken)).toBe("400 BAD_REQUEST");
    const event = randomUUID();
    const raw = JSON.stringify({ batch: [track({ event: "HALF" }), track({ event })] });
    expect(await send(raw.replace("HALF", String.raw`\ud83d`))).toBe("200 success INVALID_TEXT");
    expect(await send(raw.replace("HALF", String.raw`\u0000`))).toBe("200 success INVALID_TEXT");
    expect(await findTimes(event)).toHaveLength(1);
  });
});

describe("events", () => {
  test("of more than 32 kB cost themselves only, and are kept with their reason", async () => {
    const event = randomUUID();
    const large = track({ properties: { text: "x".repeat(33_000) } });
    const inKorean = track({ properties: { text: "가".repeat(11_000) } });
    const unseen = track({ context: { plugin: { state: "x".repeat(33_000) } } });
    const fits = track({ event, properties: { text: "x".repeat(32_000) } });
    expect(await send({ batch: [large, fits, inKorean, unseen] })).toBe(
      `200 success${" EVENT_TOO_LARGE".repeat(3)}`,
    );
    expect(await findTimes(event)).toHaveLength(1);
    expect(await countLetters("EVENT_TOO_LARGE")).toBe(3);
    expect(await send({ ...large, messageId: randomUUID() }, {}, "/v1/track")).toBe(
      "400 failed EVENT_TOO_LARGE",
    );
  });

  test("nested 100,000 deep cost themselves only", async () => {
    const event = randomUUID();
    const depth = 100_000;
    const raw = JSON.stringify({ batch: [track({ properties: "DEEP" }), track({ event })] });
    const deep = raw.replace(
      '"DEEP"',
      `${'{"a":'.repeat(depth / 2)}${"[".repeat(depth / 2)}${"]".repeat(depth / 2)}${"}".repeat(depth / 2)}`,
    );
    expect(await send(deep)).toBe("200 success NESTED_TOO_DEEP");
    expect(await findTimes(event)).toHaveLength(1);
  });

  test("in Korean come out as they went in, composed", async () => {
    const event = `적금 상담 ${randomUUID()}`.normalize("NFD");
    expect(await send({ batch: [track({ event, properties: { 상품: "청년도약계좌" } })] })).toBe(
      "200 success",
    );
    const rows = await doors.sql<{ name: string; properties: object }>(
      "select record->>'name' as name, record->'properties' as properties from event where record->>'name' = $1",
      [event.normalize("NFC")],
    );
    expect(rows).toEqual([{ name: event.normalize("NFC"), properties: { 상품: "청년도약계좌" } }]);
  });

  test("with members that look like prototypes are only data", async () => {
    const event = randomUUID();
    const raw = JSON.stringify({ batch: [track({ event, properties: "EVIL" })] });
    const evil = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    expect(await send(raw.replace('"EVIL"', evil))).toBe("200 success");
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(await findTimes(event)).toHaveLength(1);
  });

  test("of nobody wait, and are the customer's as soon as the login is known", async () => {
    const [event, anonymousId] = [randomUUID(), randomUUID()];
    expect(await send({ batch: [track({ event, userId: undefined, anonymousId })] })).toBe("200 success");
    expect(await findTimes(event)).toHaveLength(0);
    expect(await send({ batch: [track({ type: "identify", anonymousId })] })).toBe("200 success");
    expect(await findTimes(event)).toHaveLength(1);
    expect(JSON.stringify(await doors.listVisits(10))).toContain(event);
  });

  test("that name nobody at all are refused", async () => {
    expect(await send({ batch: [track({ userId: "" }), track({ userId: undefined })] })).toBe(
      `200 success${" INVALID_IDENTITY".repeat(2)}`,
    );
  });
});

test("a letter holds no write key, and its text cannot be read in the table", async () => {
  await send(
    { ...track({ timestamp: "never" }), writeKey: serverKey, context: { note: showcase.minjun.phoneE164 } },
    {},
    "/v1/track",
  );
  const dump = JSON.stringify(await doors.sql("select * from dead_letter"));
  expect(dump).not.toContain(serverKey);
  expect(dump).not.toContain(showcase.minjun.phoneE164);
});
