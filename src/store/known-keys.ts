// Which master keys this database knows. Looked at before anything is sealed or served: a key that is missing, or another
// key under a known id, must stop the start and not turn up later as customers whom nobody finds.
import { missingKey, type IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { OperatorError } from "../shared/operator-error.js";
import { sealedColumns } from "./sealed-columns.js";
import type { Query } from "./statements.js";

/** Which key new keyed hashes are made with, and which ones may still be met in rows. */
export interface LookupKeys {
  readonly current: string;
  readonly leaving: readonly string[];
}

interface KeyRow {
  readonly id: string;
  readonly check_value: string;
  readonly lookup_state: "CURRENT" | "LEAVING" | null;
}

/** The keys of the keyed hashes; throws OperatorError when the cipher lacks the current one. */
export async function getLookupKeys(query: Query, cipher: IdentifierCipher): Promise<LookupKeys> {
  const rows = await query<KeyRow>(
    "select id, check_value, lookup_state from personal_data_key where lookup_state is not null order by id",
    [],
  );
  const row = rows.find(({ lookup_state: state }) => state === "CURRENT");
  if (row === undefined) throw new Error("The store has no key for keyed hashes: migrate it first.");
  const current = row.id;
  if (!cipher.keyIds.includes(current)) throw missingKey(current);
  if (cipher.toCheckValue(current) !== row.check_value) throw anotherKey(current);
  return { current, leaving: rows.filter((row) => row.lookup_state === "LEAVING").map((row) => row.id) };
}

/**
 * Compares the keys of the cipher with those that the database knows, and makes new ones known. Throws OperatorError for
 * a key that is another than before, and for one that is gone while rows need it; one that no row needs is forgotten.
 */
export async function settleKeys(query: Query, cipher: IdentifierCipher): Promise<void> {
  const rows = await query<KeyRow>(
    "select id, check_value, lookup_state from personal_data_key order by id",
    [],
  );
  for (const { id, check_value: checkValue, lookup_state: lookupState } of rows) {
    if (!cipher.keyIds.includes(id)) {
      if (lookupState !== null || (await isNeeded(query, id))) throw missingKey(id);
      await query("delete from personal_data_key where id = $1", [id]);
    } else if (cipher.toCheckValue(id) !== checkValue) {
      throw anotherKey(id);
    }
  }
  const known = new Set(rows.map((row) => row.id));
  const hasLookup = rows.some((row) => row.lookup_state === "CURRENT");
  for (const [at, id] of cipher.keyIds.entries()) {
    if (known.has(id)) continue;
    await query("insert into personal_data_key (id, check_value, lookup_state) values ($1, $2, $3)", [
      id,
      cipher.toCheckValue(id),
      hasLookup || at > 0 ? null : "CURRENT",
    ]);
  }
}

function anotherKey(id: string): OperatorError {
  return new OperatorError(
    `PERSONAL_DATA_KEYS: the key ${JSON.stringify(id)} is another one than this database knows under that id.`,
  );
}

async function isNeeded(query: Query, keyId: string): Promise<boolean> {
  for (const { table, expression, kind } of sealedColumns) {
    if (kind === "PROOF") continue;
    const [row] = await query<{ found: boolean }>(
      `select exists (select from ${table} where starts_with(${expression}, $1)) as found`,
      [`${keyId}.`],
    );
    if (row?.found === true) return true;
  }
  return false;
}
