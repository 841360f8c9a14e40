// Dead letters: what was sent is sealed, and whom it may be about is hashed, as identities are.
import type { DeadLetterWriter } from "../domains/ingest/dead-letter.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { getLookupKeys } from "./known-keys.js";
import { deadLetterNamespace, sealLetter, toIdentityText } from "./sealed-letters.js";
import { shareUntilCommit, type Query } from "./statements.js";

/** The writes of dead letters in one transaction. */
export function createDeadLetterWriter(
  query: Query,
  clock: Clock,
  cipher: IdentifierCipher,
): DeadLetterWriter {
  return {
    async add(letters) {
      // As whoever writes hashes of identities does, so that a change of their key leaves none behind.
      await shareUntilCommit(query, "identity");
      const { current } = await getLookupKeys(query, cipher);
      const now = toInstant(clock.now());
      const rows = letters.map(({ eventId, body, likeness, identities, ...letter }) => ({
        receivedAt: now,
        ...letter,
        sealed: sealLetter(cipher, { eventId, body, identities }),
        fingerprint: cipher.toLookup(
          deadLetterNamespace,
          JSON.stringify([letter.door, letter.source, eventId, likeness]),
        ),
        identities: identities.map((key) => toIdentityText(cipher, key, current)),
      }));
      // What is of an erased person is not kept.
      // In one order, so that two transactions with the same letters wait for one another and not both.
      const sorted = [...new Map(rows.map((row) => [row.fingerprint, row])).values()].toSorted(
        (left, right) => (left.fingerprint < right.fingerprint ? -1 : 1),
      );
      await query(
        `insert into dead_letter as letter (door, source, is_trusted, reason, message, sealed, is_whole, identities,
                                            fingerprint, count, received_at)
         select door, source, "isTrusted", reason, text, sealed, "isWhole",
                array(select jsonb_array_elements_text(identities)), fingerprint, 1, "receivedAt"
           from jsonb_to_recordset($1::jsonb)
             as sent (door text, source text, "isTrusted" boolean, reason text, text text, sealed text,
                      "isWhole" boolean, identities jsonb, fingerprint text, "receivedAt" timestamptz)
          where not exists (
            select from suppressed_identity erased where sent.identities ? (erased.namespace || ' ' || erased.lookup))
         on conflict (fingerprint) do update set
           count = letter.count + 1, reason = excluded.reason, message = excluded.message,
           received_at = excluded.received_at, sealed = excluded.sealed, is_whole = excluded.is_whole,
           identities = excluded.identities, is_trusted = excluded.is_trusted`,
        [JSON.stringify(sorted)],
      );
    },
  };
}
