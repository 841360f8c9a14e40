// Events that wait and dead letters, when their keys are changed: sealed anew, and hashed anew from what is sealed in them.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { deadLetterNamespace, openLetter, toIdentityText } from "./sealed-letters.js";
import type { RowPosition, WalkedBatch } from "./rehash-links.js";
import { lockUntilCommit, type Query } from "./statements.js";

interface SentRow {
  readonly id: string;
  readonly namespace: string;
  readonly sealed: string;
}

/** Rows with something sealed in them, and a condition on the key that they name. */
interface SentTable {
  readonly table: string;
  readonly namespace: string;
  readonly sealed: string;
}
const heldEvents: SentTable = { table: "held_event", namespace: "namespace", sealed: "sealed_value" };
const deadLetters: SentTable = {
  table: "dead_letter",
  namespace: `'${deadLetterNamespace}'`,
  sealed: "sealed",
};

type SentBatch = (
  query: Query,
  cipher: IdentifierCipher,
  after: RowPosition | undefined,
  size: number,
) => Promise<WalkedBatch>;

/** Seals the next rows that name another key with the first one of the ring. */
function reseal(of: SentTable): SentBatch {
  const { table, sealed } = of;
  return async (query, cipher, after, size) => {
    const condition = `not starts_with(${sealed}, $1)`;
    const rows = await listRows(query, of, condition, `${cipher.keyIds[0] ?? ""}.`, after, size);
    const opened = rows.flatMap((row) => {
      const text = findOpened(cipher, row);
      return text === undefined ? [] : [{ ...row, to: cipher.encrypt(row.namespace, text) }];
    });
    const changed = await query(
      `update ${table} sent set ${sealed} = change.sealed_to
         from unnest($1::bigint[], $2::text[], $3::text[]) as change (id, sealed_from, sealed_to)
        where sent.id = change.id and sent.${sealed} = change.sealed_from returning 1`,
      [opened.map(({ id }) => id), opened.map(({ sealed: from }) => from), opened.map(({ to }) => to)],
    );
    return toWalked(rows, opened.length, changed.length, size);
  };
}

/** Hashes the next rows that name another key; the lock keeps out whoever writes hashes. */
const rehashHeld: SentBatch = async (query, cipher, after, size) => {
  await lockUntilCommit(query, "identity");
  const keyId = cipher.keyIds[0] ?? "";
  const rows = await listRows(query, heldEvents, "not starts_with(value_hash, $1)", `${keyId}.`, after, size);
  const opened = rows.flatMap((row) => {
    const value = findOpened(cipher, row);
    return value === undefined ? [] : [{ id: row.id, hash: cipher.toLookup(row.namespace, value, keyId) }];
  });
  const changed = await query(
    `update held_event held set value_hash = change.hash from unnest($1::bigint[], $2::text[]) as change (id, hash)
      where held.id = change.id returning 1`,
    [opened.map(({ id }) => id), opened.map(({ hash }) => hash)],
  );
  return toWalked(rows, opened.length, changed.length, size);
};

const rehashLetters: SentBatch = async (query, cipher, after, size) => {
  await lockUntilCommit(query, "identity");
  const keyId = cipher.keyIds[0] ?? "";
  const condition = `exists (select from unnest(identities) as known (text)
                              where not starts_with(split_part(known.text, ' ', 2), $1))`;
  const rows = await listRows(query, deadLetters, condition, `${keyId}.`, after, size);
  const opened = rows.flatMap(({ id, sealed }) => {
    const letter = openLetter(cipher, sealed);
    return letter === undefined
      ? []
      : [{ id, identities: letter.identities.map((key) => toIdentityText(cipher, key, keyId)) }];
  });
  const changed = await query(
    `update dead_letter letter set identities = array(select jsonb_array_elements_text(change.identities))
       from jsonb_to_recordset($1::jsonb) as change (id bigint, identities jsonb)
      where letter.id = change.id returning 1`,
    [JSON.stringify(opened)],
  );
  return toWalked(rows, opened.length, changed.length, size);
};

/** What a rotation walks along beside the links. */
export const resealSent: readonly SentBatch[] = [reseal(heldEvents), reseal(deadLetters)];
export const rehashSent: readonly SentBatch[] = [rehashHeld, rehashLetters];

function listRows(
  query: Query,
  { table, namespace, sealed }: SentTable,
  condition: string,
  prefix: string,
  [after]: RowPosition = [],
  size: number,
): Promise<readonly SentRow[]> {
  return query<SentRow>(
    `select id::text, ${namespace} as namespace, ${sealed} as sealed from ${table}
      where ${condition} and ($2::bigint is null or id > $2) order by id limit $3`,
    [prefix, after ?? null, size],
  );
}

function findOpened(cipher: IdentifierCipher, { namespace, sealed }: SentRow): string | undefined {
  try {
    return cipher.decrypt(namespace, sealed);
  } catch {
    return undefined;
  }
}

function toWalked(rows: readonly SentRow[], opened: number, changed: number, size: number): WalkedBatch {
  const last = rows.length < size ? undefined : rows.at(-1);
  return { changed, unreadable: rows.length - opened, next: last && [last.id] };
}
