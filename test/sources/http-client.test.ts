import type { ServerResponse } from "node:http";
import { describe, expect, test, vi } from "vitest";
import type { Credentials } from "../../src/sources/kit/access-token.js";
import { createHttpClient, type HttpClientSettings } from "../../src/sources/kit/http-client.js";
import { type ArrivedRequest, sendJson, startHttpSystem } from "../fakes/http-system.js";
import { calm } from "./harness.js";

const secret = "secret-of-the-client";
const client = { kind: "client", clientId: "gateway", clientSecret: secret } as const;

async function start(
  answer: (request: ArrivedRequest, response: ServerResponse) => Promise<void> | void,
  more: Partial<HttpClientSettings> = {},
) {
  const system = await startHttpSystem(answer);
  const credentials: Credentials = more.credentials ?? { kind: "none" };
  const http = createHttpClient({ ...more, baseUrl: `${system.url}/v1`, credentials });
  return {
    http,
    system,
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await system[Symbol.asyncDispose]();
    },
  };
}

async function faultOf(work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const fault: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(Error);
  return fault as Error & Record<string, unknown>;
}

describe("requests", () => {
  test("go under the base URL with the token", async () => {
    const credentials = { kind: "bearer", token: "abc" } as const;
    await using bench = await start((_, response) => sendJson(response, { ok: true }), { credentials });
    expect(await bench.http.get("things/1", calm)).toEqual({ ok: true });
    expect(await bench.http.post("/search", { ids: [1] }, calm)).toEqual({ ok: true });
    expect(bench.system.requests).toMatchObject([
      { method: "GET", path: "/v1/things/1", headers: { authorization: "Bearer abc" } },
      { method: "POST", path: "/v1/search", body: '{"ids":[1]}' },
    ]);
  });

  test("many at once go a few at a time, and what is not there is undefined", async () => {
    let running = 0;
    let most = 0;
    await using bench = await start(
      async ({ path }, response) => {
        most = Math.max(most, (running += 1));
        await new Promise(setImmediate);
        running -= 1;
        if (path.endsWith("/3")) sendJson(response, {}, 404);
        else sendJson(response, path);
      },
      { maxParallel: 3 },
    );
    const paths = Array.from({ length: 20 }, (_, n) => `things/${String(n)}`);
    const answers = await bench.http.getEach(paths, calm);
    expect(answers).toEqual(paths.map((path, n) => (n === 3 ? undefined : `/v1/${path}`)));
    expect(most).toBeLessThanOrEqual(3);
  });

  test("of a page tell where the next one stands", async () => {
    await using bench = await start(({ path }, response) => {
      const link = { link: '</v1/things?page=0>; rel="prev", </v1/things?page=2>; rel="next"' };
      sendJson(response, path, 200, path.includes("page=2") ? {} : link);
    });
    const first = await bench.http.getPage("things", calm);
    const second = await bench.http.getPage(first.next ?? "", calm);
    expect([first.body, second.body, second.next]).toEqual(["/v1/things", "/v1/things?page=2", undefined]);
  });

  test("never leave the system's origin, not by a link and not by a redirect", async () => {
    await using other = await startHttpSystem((_, response) => sendJson(response, {}));
    const credentials = { kind: "bearer", token: secret } as const;
    await using bench = await start(
      (_, response) => sendJson(response, {}, 302, { location: `${other.url}/steal` }),
      { credentials },
    );
    await expect(bench.http.get(`${other.url}/steal`, calm)).rejects.toThrow(/another origin/);
    await expect(bench.http.get("things", calm)).rejects.toThrow(/connection failed/);
    expect(other.requests).toEqual([]);
  });
});

describe("a fault", () => {
  test.each([
    [500, {}, { httpStatus: 500, retryAfterMs: undefined }],
    [429, { "retry-after": "2" }, { httpStatus: 429, retryAfterMs: 2_000 }],
    [503, { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }, { httpStatus: 503, retryAfterMs: 0 }],
    [503, { "retry-after": "soon" }, { httpStatus: 503, retryAfterMs: undefined }],
  ])("with the status %d and %j says when to ask again", async (status, headers, expected) => {
    await using bench = await start((_, response) =>
      sendJson(response, { customer: "010-1234-5678" }, status, headers),
    );
    const fault = await faultOf(bench.http.get("things?phone=010-1234-5678", calm));
    expect(fault).toMatchObject(expected);
    expect(JSON.stringify([fault, fault.message, fault.stack])).not.toMatch(/5678/);
  });

  test("of a body that is too long, half, or no JSON quotes nothing of it", async () => {
    await using bench = await start(
      ({ path }, response) => {
        if (path.endsWith("long")) sendJson(response, "x".repeat(5_000));
        else if (path.endsWith("half")) {
          response.writeHead(200, { "content-length": "100" });
          response.write('{"phone":"010', () => response.destroy());
        } else response.end("<html>010-1234-5678");
      },
      { maxBytes: 1_000 },
    );
    expect((await faultOf(bench.http.get("long", calm))).message).toMatch(/longer than 1000 bytes/);
    expect(await faultOf(bench.http.get("half", calm))).toMatchObject({ code: "ECONNRESET" });
    const fault = await faultOf(bench.http.get("html", calm));
    expect(`${fault.message} ${String(fault.cause)}`).toBe("The answer is not JSON. undefined");
  });

  test("of a system that is gone has the code of its connection", async () => {
    const http = createHttpClient({ baseUrl: "http://127.0.0.1:1", credentials: { kind: "none" } });
    expect((await faultOf(http.get("things", calm)))["name"]).toBe("HttpFault");
  });

  test("is the signal's own when nobody waits any more, in the head as in the body", async () => {
    await using bench = await start(({ path }, response) => {
      if (path.endsWith("body")) response.write('{"half":');
    });
    for (const path of ["head", "body"]) {
      await expect(bench.http.get(path, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
        name: "TimeoutError",
      });
    }
  });
});

describe("tokens by client credentials", () => {
  const startIssuer = (expiresIn: number, isRevoked: (token: string) => boolean = () => false) => {
    let issued = 0;
    return startHttpSystem(({ path, headers }, response) => {
      if (path === "/token") {
        issued += 1;
        sendJson(response, {
          access_token: `t${String(issued)}`,
          token_type: "bearer",
          expires_in: expiresIn,
        });
      } else if (isRevoked(headers.authorization ?? "")) sendJson(response, {}, 401);
      else sendJson(response, headers.authorization);
    });
  };
  const connect = (url: string) =>
    createHttpClient({ baseUrl: url, credentials: { ...client, tokenUrl: `${url}/token` } });
  const countTokens = (requests: readonly ArrivedRequest[]) =>
    requests.filter(({ path }) => path === "/token").length;

  test("are fetched once for all who wait, and kept until shortly before their end", async () => {
    await using system = await startIssuer(600);
    const http = connect(system.url);
    await Promise.all(["a", "b", "c"].map((path) => http.get(path, calm)));
    expect(await http.get("d", calm)).toBe("Bearer t1");
    expect(countTokens(system.requests)).toBe(1);
    const basic = Buffer.from(`gateway:${secret}`).toString("base64");
    expect(system.requests[0]).toMatchObject({
      headers: { authorization: `Basic ${basic}` },
      body: "grant_type=client_credentials",
    });
    const later = performance.now() + 571_000;
    const clock = vi.spyOn(performance, "now").mockReturnValue(later);
    try {
      expect(await http.get("e", calm)).toBe("Bearer t2");
    } finally {
      clock.mockRestore();
    }
  });

  test("that the system refuses are fetched again, once", async () => {
    await using system = await startIssuer(600, (header) => header.endsWith("t1"));
    expect(await connect(system.url).get("a", calm)).toBe("Bearer t2");
    await using deaf = await startIssuer(600, () => true);
    expect(await faultOf(connect(deaf.url).get("a", calm))).toMatchObject({ httpStatus: 401 });
    expect(countTokens(deaf.requests)).toBe(2);
  });

  test("are not shown, nor the secret, when the issuer fails or answers oddly", async () => {
    for (const answer of [
      { error: secret },
      { access_token: 17, hint: secret },
      { token_type: "mac", access_token: secret },
    ]) {
      await using system = await startHttpSystem((_, response) => sendJson(response, answer));
      const fault = await faultOf(connect(system.url).get("a", calm));
      expect(
        `${fault.message} ${fault.stack ?? ""} ${JSON.stringify(fault)} ${String(fault.cause)}`,
      ).not.toContain(secret);
    }
  });

  test("that one caller gives up waiting for still come to the others", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await using system = await startHttpSystem(async ({ path }, response) => {
      if (path === "/token") await held;
      sendJson(response, { access_token: "t", token_type: "Bearer" });
    });
    const http = connect(system.url);
    const leaving = new AbortController();
    const left = http.get("a", { signal: leaving.signal });
    const stays = http.get("b", calm);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    release();
    await expect(stays).resolves.toBeDefined();
  });
});
