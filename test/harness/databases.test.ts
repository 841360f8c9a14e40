import { describe, expect, test } from "vitest";
import { createDatabase, createSourceDatabases, runSql } from "./databases.js";

describe("test databases", () => {
  test("the four source databases have their tables and are gone after their scope", async () => {
    let url: string;
    {
      await using databases = await createSourceDatabases();
      url = databases.urls.crm;
      expect(await runSql(url, "select count(*)::int as n from cust_mst")).toEqual([{ n: 0 }]);
      expect(await runSql(databases.urls.web_events, "select count(*)::int as n from hit")).toEqual([
        { n: 0 },
      ]);
    }
    await expect(runSql(url, "select 1")).rejects.toThrow(/does not exist/);
  });

  test("a database can be a copy of another, and its text search knows Korean", async () => {
    await using original = await createDatabase();
    await runSql(
      original.url,
      "create extension pg_trgm; create table person (name text); insert into person values ('김철수')",
    );
    await using copy = await createDatabase({ template: new URL(original.url).pathname.slice(1) });
    expect(await runSql(copy.url, "select name from person where name % $1", ["김철수"])).toEqual([
      { name: "김철수" },
    ]);
  });
});
