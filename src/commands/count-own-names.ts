// How many persons of its own family name each account saw in a month. Names of accounts are kept under the log's key, names
// of persons come from the CRM when the report is made; both are compared as keyed hashes and forgotten.
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { OwnNameCount } from "../domains/audit/access-review.js";
import { toFamilyNameMac } from "../domains/audit/account-name.js";
import { GatewayError } from "../shared/errors.js";
import type { AccessReviewStore, KeptAccountName, ReviewMonth } from "../store/postgres-access-review.js";

/** Family names by customer id; rejects with SOURCE_UNAVAILABLE when the CRM does not answer. */
export type FindFamilyNames = (customerIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The counts by account, with the persons behind them. */
export interface OwnNames {
  readonly state: "COMPARED" | "NO_ACCOUNT_NAMES" | "SOURCE_DOWN";
  readonly counts: ReadonlyMap<string, OwnNameCount & { readonly customerIds: readonly string[] }>;
}

interface Counting {
  readonly name: KeptAccountName;
  of: number;
  readonly customerIds: string[];
}

const partSize = 500;

/** Counts for the accounts whose name is known. */
export async function countOwnNames(
  store: AccessReviewStore,
  keys: AccessKeys,
  month: ReviewMonth,
  accounts: readonly { readonly actor: string }[],
  findFamilyNames: FindFamilyNames,
): Promise<OwnNames> {
  const actors = new Set(accounts.map(({ actor }) => actor));
  const counting = new Map<string, Counting>();
  for (const name of await store.listAccountNames()) {
    if (actors.has(name.actor) && keys.find(name.keyId) !== undefined)
      counting.set(name.actor, { name, of: 0, customerIds: [] });
  }
  if (counting.size === 0) return { state: "NO_ACCOUNT_NAMES", counts: new Map() };
  const keyIds = [...new Set([...counting.values()].map(({ name }) => name.keyId))];
  const withName = new Map<string, number>();
  let persons = 0;
  try {
    for (let afterId: string | undefined; ;) {
      const part = await store.listPersons(month, afterId, partSize);
      const macs = toMacs(keys, keyIds, await findFamilyNames(part));
      persons += macs.size;
      for (const own of macs.values()) for (const mac of own) withName.set(mac, (withName.get(mac) ?? 0) + 1);
      for (const { actor, customerId } of await store.listSeen(month, [...counting.keys()], part)) {
        const own = macs.get(customerId);
        const count = counting.get(actor);
        if (own === undefined || count === undefined) continue;
        count.of++;
        if (own.has(toText(count.name))) count.customerIds.push(customerId);
      }
      afterId = part.at(-1);
      if (part.length < partSize) break;
    }
  } catch (error) {
    if (error instanceof GatewayError && error.code === "SOURCE_UNAVAILABLE")
      return { state: "SOURCE_DOWN", counts: new Map() };
    throw error;
  }
  const counts = [...counting].map(([actor, { name, of, customerIds }]) => {
    const shareOfName = persons === 0 ? 0 : (withName.get(toText(name)) ?? 0) / persons;
    return [actor, { persons: customerIds.length, of, shareOfName, customerIds }] as const;
  });
  return { state: "COMPARED", counts: new Map(counts) };
}

function toText({ keyId, mac }: Pick<KeptAccountName, "keyId" | "mac">): string {
  return `${keyId} ${mac.toString("base64")}`;
}

/** The hashes of each person's name under every key that an account's name is kept under. */
function toMacs(
  keys: AccessKeys,
  keyIds: readonly string[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...names].map(([customerId, name]) => [
      customerId,
      new Set(
        keyIds.map((keyId) => {
          const toMac = keys.find(keyId)!;
          return toText({ keyId, mac: toFamilyNameMac(toMac, name) });
        }),
      ),
    ]),
  );
}
