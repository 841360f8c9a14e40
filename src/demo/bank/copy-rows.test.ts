import { Client } from "pg";
import { expect, test } from "vitest";
import { createDatabase, runSql } from "../../../test/harness/databases.js";
import { copyValues, toLine } from "./copy-rows.js";

test("a line marks what is absent and escapes what separates", () => {
  expect(toLine(["a\tb", null, 3, true, "c\\d\ne", ""])).toBe("a\\tb\t\\N\t3\ttrue\tc\\\\d\\ne\t\n");
});

test("values arrive as they were, also over many parts", async () => {
  await using database = await createDatabase();
  await runSql(database.url, "create table note (id int, body text)");
  const bodies = ["탭\t과 줄\n바꿈", "\\N", "\\.", null, "", "가".repeat(100_000), "\r\n"];
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    expect(
      await copyValues(
        client,
        "note",
        ["id", "body"],
        bodies.map((body, id) => [id, body]),
      ),
    ).toBe(bodies.length);
  } finally {
    await client.end();
  }
  const rows = (await runSql(database.url, "select body from note order by id")) as { body: string | null }[];
  expect(rows.map(({ body }) => body)).toEqual(bodies);
});
