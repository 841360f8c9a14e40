import { describe, expect, test } from "vitest";
import { allMigrations } from "../../migrations/all-migrations.js";
import { createOrm } from "../../src/store/create-orm.js";
import { allEntities } from "../../src/store/entities/all-entities.js";
import { createStore } from "../../src/store/create-store.js";
import { migrate } from "../../src/store/migrate.js";
import { createDatabase, runSql } from "../harness/databases.js";
import { testCipher } from "../fakes/key-ring.js";

const listTables = `select tablename from pg_tables where schemaname = 'public' order by 1`;

async function openOrm() {
  const database = await createDatabase();
  const orm = await createOrm({ url: database.url });
  return {
    orm,
    url: database.url,
    [Symbol.asyncDispose]: async () => {
      await orm.close(true);
      await database[Symbol.asyncDispose]();
    },
  };
}

describe("the store's migrations", () => {
  test("go up, down to nothing, and up again", async () => {
    await using opened = await openOrm();
    await migrate(opened.orm, testCipher);
    const tables = await runSql(opened.url, listTables);
    expect(tables).toHaveLength(allEntities.length + 1);
    await opened.orm.migrator.down({ to: 0 });
    expect(await runSql(opened.url, listTables)).toEqual([{ tablename: "migration" }]);
    const functions = "select proname from pg_proc where pronamespace = 'public'::regnamespace";
    expect(await runSql(opened.url, functions)).toEqual([]);
    await migrate(opened.orm, testCipher);
    expect(await runSql(opened.url, listTables)).toEqual(tables);
  });

  test("make what the entities describe, and a table that differs would show", async () => {
    await using opened = await openOrm();
    await migrate(opened.orm, testCipher);
    expect(await opened.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe("");
    await runSql(
      opened.url,
      `alter table customer alter crm_id set not null;
       alter table event drop constraint event_dedup_key_unique;
       alter table trigger drop constraint trigger_status_check;
       drop trigger consent_record_append_only on consent_record`,
    );
    const difference = await opened.orm.schema.getUpdateSchemaSQL({ wrap: false });
    for (const lost of [
      "crm_id",
      "event_dedup_key_unique",
      "trigger_status_check",
      "consent_record_append_only",
    ]) {
      expect(difference).toContain(lost);
    }
  });

  test("run once when several processes start together", async () => {
    await using database = await createDatabase();
    const stores = await Promise.all(
      [1, 2, 3, 4].map(() => createStore({ url: database.url, cipher: testCipher })),
    );
    await Promise.all(stores.map((store) => store.migrate()));
    await Promise.all(stores.map((store) => store.close()));
    expect(await runSql(database.url, "select name from migration")).toEqual(
      allMigrations.map(({ name }) => ({ name })),
    );
  });
});

describe("a store", () => {
  test("opens while its database is away, says so, and closes", async () => {
    const store = await createStore({ url: "postgres://nobody@127.0.0.1:1/nothing", cipher: testCipher });
    await expect(store.ping()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(store.identities.loadCustomers([])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(store.unitOfWork.run(async () => 1)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(store.migrate()).rejects.toThrow();
    await store.close();
  });
});
