// Dead letters as operators meet them, and the end of what nobody came for.
import type {
  DeadLetterStore,
  IngestRetention,
  KeptLetter,
  LetterFilter,
} from "../domains/ingest/dead-letter.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { fromPostgresText } from "../shared/instant.js";
import { openLetter } from "./sealed-letters.js";
import type { Read, Statement } from "./statements.js";

/** Rows a statement: enough to be quick, few enough to end soon. */
const partSize = 2_000;

const lettersByFilter: Statement = {
  name: "letters-by-filter",
  text: `select id::text, door, source, reason, message, is_whole, count, received_at::text, is_trusted, sealed
           from dead_letter
          where ($1::bigint[] is null or id = any($1)) and ($2::text is null or reason = $2)
            and ($3::text is null or source = $3) and ($4::bigint is null or id > $4)
          order by id limit $5`,
};
const dropLetters: Statement = {
  name: "letters-drop",
  text: "delete from dead_letter where id = any($1::bigint[]) returning id::text",
};
/** Whatever is being released or counted at this moment is left for the next time. */
const toRemoval = (name: string, table: string, column: string): Statement => ({
  name,
  text: `delete from ${table} where id in (
           select id from ${table} where ${column} < $1::timestamptz order by ${column} limit $2 for update skip locked
         ) returning 1`,
});
const removeHeld = toRemoval("held-remove-old", "held_event", "held_at");
const removeLetters = toRemoval("letters-remove-old", "dead_letter", "received_at");

type LetterRow = [
  id: string,
  door: KeptLetter["door"],
  source: string | null,
  reason: string,
  message: string,
  isWhole: boolean,
  count: number,
  receivedAt: string,
  isTrusted: boolean,
  sealed: string,
];

/** The letters. */
export function createDeadLetterStore(read: Read, cipher: IdentifierCipher): DeadLetterStore {
  const load = ({ ids, reason, source }: LetterFilter, limit: number, afterId?: string) =>
    read<LetterRow>(lettersByFilter, [ids ?? null, reason ?? null, source ?? null, afterId ?? null, limit]);
  return {
    list: async (...asked) => (await load(...asked)).map(toLetter),
    open: async (...asked) =>
      (await load(...asked)).map((row) => ({
        ...toLetter(row),
        isTrusted: row[8],
        opened: openLetter(cipher, row[9]),
      })),
    drop: async (ids) => (await read<[string]>(dropLetters, [ids])).map(([id]) => id),
  };
}

/** The removal of what is too old. */
export function createIngestRetention(read: Read): IngestRetention {
  return {
    async removePart(before) {
      const heldEvents = (await read(removeHeld, [before, partSize])).length;
      const deadLetters = (await read(removeLetters, [before, partSize])).length;
      return { heldEvents, deadLetters, hasMore: heldEvents === partSize || deadLetters === partSize };
    },
  };
}

function toLetter([id, door, source, reason, message, isWhole, count, receivedAt]: LetterRow): KeptLetter {
  return { id, door, source, reason, message, isWhole, count, receivedAt: fromPostgresText(receivedAt) };
}
