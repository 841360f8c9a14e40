// A store on a database of its own, with its tables, removed when it goes out of scope (`await using`).
import { createStore, type Store, type StoreSettings } from "../../src/store/create-store.js";
import { createDatabase, runSql } from "./databases.js";
import { testAccessKeys, testCipher } from "../fakes/key-ring.js";

/** A store of one test, and a way past it to look at its tables. */
export interface TestStore extends Store, AsyncDisposable {
  readonly url: string;
  sql(text: string, values?: readonly unknown[]): Promise<unknown[]>;
}

/** Makes a store with its tables. */
export async function createTestStore(
  settings: Partial<Omit<StoreSettings, "url">> = {},
): Promise<TestStore> {
  const database = await createDatabase();
  const store = await createStore({
    accessKeys: testAccessKeys,
    cipher: testCipher,
    ...settings,
    url: database.url,
  });
  await store.migrate();
  return {
    ...store,
    url: database.url,
    sql: (text, values) => runSql(database.url, text, values),
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
