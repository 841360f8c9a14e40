// What was sent in a dead letter, for an operator who asks for it: personal data, so that it stands in the access log before
// it is shown. Who it may be about is known by the identities in it; where nobody is, the entry is about the letter.
import { randomUUID } from "node:crypto";
import type { AccessNote } from "../domains/audit/access-entry.js";
import type { AccessLog } from "../domains/audit/access-log.js";
import type { OpenedLetter } from "../domains/ingest/dead-letter.js";
import type { IdentityStore } from "../domains/identity/identity-store.js";
import { uuidFromName } from "../shared/ids.js";
import { toInstant } from "../shared/instant.js";

/** What showing needs. */
export interface LetterShowing {
  readonly accessLog: AccessLog;
  readonly identities: Pick<IdentityStore, "loadHolders" | "loadCustomers">;
  readonly now: Date;
  /** Who looks. */
  readonly account: string;
}

/** Writes the entries, and answers what was sent. */
export async function showLetter(
  { id, opened }: OpenedLetter,
  { accessLog, identities, now, account }: LetterShowing,
): Promise<string> {
  if (opened === undefined) return "It cannot be opened: its key is not among PERSONAL_DATA_KEYS.";
  const holders = await identities.loadHolders(opened.identities);
  const ids = [...holders.values()].flatMap((list) => list.map(({ customerId }) => customerId));
  const customers = await identities.loadCustomers([...new Set(ids.filter((one) => one !== ""))]);
  const subjects = new Set([...customers.values()].map(({ subjectRef }) => subjectRef));
  if (subjects.size === 0) subjects.add(uuidFromName("dead-letter", id));
  const note: Omit<AccessNote, "subjectRef"> = {
    at: toInstant(now),
    actor: account,
    roles: ["ADMIN"],
    purpose: "SERVICE",
    sourceIp: "127.0.0.1",
    application: "dead-letters",
    requestId: randomUUID(),
    action: "VIEW",
    fields: ["DeadLetter.body"],
    withheld: [],
    decision: "ALLOWED",
  };
  await accessLog.append([...subjects].map((subjectRef) => ({ ...note, subjectRef })));
  return opened.body;
}
