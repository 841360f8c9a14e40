import { describe, expect, it } from "vitest";
import { findResponse } from "./http-connection.js";

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

describe("a response on the wire", () => {
  it("is whole when as many bytes are there as its length says", () => {
    const body = Buffer.from('{"a":가}');
    const right = Buffer.concat([Buffer.from(`${head}content-length: ${String(body.length)}\r\n\r\n`), body]);
    expect(findResponse(right)).toEqual({ status: 200, body });
    expect(findResponse(right.subarray(0, right.length - 1))).toBeUndefined();
  });

  it("is put together from its chunks, in however many parts it comes", () => {
    const whole = Buffer.from(
      `${head}Transfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\na\r\n:"\r\n0\r\n\r\n"\r\n0\r\n\r\n`,
    );
    for (let end = 0; end < whole.length; end += 1)
      expect(findResponse(whole.subarray(0, end))).toBeUndefined();
    expect(findResponse(whole)?.body.toString()).toBe('{"a":"\r\n0\r\n\r\n"');
  });

  it("keeps its status", () => {
    expect(findResponse(Buffer.from("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"))?.status).toBe(503);
  });
});
