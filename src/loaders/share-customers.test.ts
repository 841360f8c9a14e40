import { describe, expect, it } from "vitest";
import type { IdentityStore } from "../domains/identity/identity-store.js";
import type { CustomerRef } from "../domains/identity/identity.js";
import { shareCustomers } from "./share-customers.js";

/** A store that knows everybody but "nobody", and what it was asked for. */
function createStore() {
  const asked: (readonly string[])[] = [];
  const loadCustomers = async (ids: readonly string[]) => {
    asked.push(ids);
    return new Map(ids.filter((id) => id !== "nobody").map((id) => [id, { id } as CustomerRef]));
  };
  return { asked, shared: shareCustomers({ loadCustomers } as unknown as IdentityStore, 1_000) };
}

describe("shared customers", () => {
  it("are one statement for all who ask for one at the same time, each once", async () => {
    const { asked, shared } = createStore();
    const found = await Promise.all(["a", "b", "a", "nobody"].map((id) => shared.loadCustomers([id])));
    expect(asked).toEqual([["a", "b", "nobody"]]);
    expect(found.map((one) => [...one.keys()])).toEqual([["a"], ["b"], ["a"], []]);
  });

  it("are read after each has asked", async () => {
    const { asked, shared } = createStore();
    await shared.loadCustomers(["a"]);
    await shared.loadCustomers(["a"]);
    expect(asked).toEqual([["a"], ["a"]]);
  });

  it("leave alone who asks for several or none", async () => {
    const { asked, shared } = createStore();
    await Promise.all([
      shared.loadCustomers(["a", "b"]),
      shared.loadCustomers(["c", "d"]),
      shared.loadCustomers([]),
    ]);
    expect(asked).toEqual([["a", "b"], ["c", "d"], []]);
  });
});
