import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Line, readLines } from "./read-lines.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-lines-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function linesOf(
  content: Buffer | string,
  options: Partial<Parameters<typeof readLines>[1]> = {},
): Promise<Line[]> {
  const path = join(folder, "file.csv");
  await writeFile(path, content);
  const lines: Line[] = [];
  for await (const part of readLines(path, { encoding: "utf-8", ...options })) lines.push(...part);
  return lines;
}

const texts = (lines: readonly Line[]) => lines.map(({ text }) => text);

describe("lines of a file", () => {
  test("ends of lines may be LF or CRLF, and the last line needs none", async () => {
    expect(await linesOf("a\r\nb\n\nc")).toEqual([
      { number: 1, text: "a" },
      { number: 2, text: "b" },
      { number: 3, text: "" },
      { number: 4, text: "c" },
    ]);
  });

  test("a byte order mark is no part of the first name", async () => {
    expect(texts(await linesOf("\ufeffname\n"))).toEqual(["name"]);
  });

  test("gzip is known by its bytes, and progress counts the bytes on disk", async () => {
    const packed = gzipSync("이름\n김".repeat(10));
    const seen: number[] = [];
    const lines = await linesOf(packed, { onBytes: (read, total) => seen.push(read, total) });
    expect(lines).toHaveLength(11);
    expect(seen).toEqual([packed.length, packed.length]);
  });

  test.each(["euc-kr", "cp949", "utf-16le", "windows-1250", "shift_jis"])("%s is read", async (encoding) => {
    const text =
      encoding === "windows-1250"
        ? "\u00fa\u010det;\u010d"
        : encoding === "shift_jis"
          ? "テスト;金"
          : "뷁 똠방각하;금액";
    expect(texts(await linesOf(iconv.encode(`${text}\n${text}`, encoding), { encoding }))).toEqual([
      text,
      text,
    ]);
  });

  test("a line of another encoding is a fault of that line", async () => {
    const [bad, good] = await linesOf(Buffer.concat([Buffer.from([0xc3, 0x28, 10]), Buffer.from("ok\n")]));
    expect(bad?.fault).toBe("the line is not valid utf-8 text");
    expect(good).toEqual({ number: 2, text: "ok" });
  });

  test("a line that is too long is cut and does not fill the memory", async () => {
    const [long, next] = await linesOf(`${"x".repeat(200_000)}\nnext\n`, { maxLineBytes: 50_000 });
    expect(long?.fault).toContain("longer than 50000 bytes");
    expect(long?.text).toHaveLength(1000);
    expect(next).toEqual({ number: 2, text: "next" });
  });

  test("a file that is missing, a folder and a broken gzip are faults", async () => {
    await expect(readLines(join(folder, "absent"), { encoding: "utf-8" }).next()).rejects.toThrow(
      /cannot be read/,
    );
    await expect(readLines(folder, { encoding: "utf-8" }).next()).rejects.toThrow(/no file/);
    await expect(linesOf(gzipSync("a\n".repeat(1000)).subarray(0, 30))).rejects.toThrow(
      /cannot be read after line/,
    );
  });

  test("a file without a byte has no lines", async () => {
    expect(await linesOf("")).toEqual([]);
  });
});
