// Fetches an export by its token; each time is an entry of the access log, written before the first byte leaves.
import type { AccessLog } from "../audit/access-log.js";
import type { CustomerRef } from "../identity/identity.js";
import type { Clock } from "../../shared/clock.js";
import { toInstant } from "../../shared/instant.js";
import { toTokenHash } from "./export-personal-data.js";
import type { ExportCipher, PersonalExportStore } from "./personal-export.js";

/** What opening works with. */
export interface OpenExportParts {
  readonly exports: PersonalExportStore;
  readonly cipher: ExportCipher;
  readonly accessLog: AccessLog;
  readonly findCustomer: (id: string) => Promise<CustomerRef | undefined>;
  readonly clock: Clock;
}

/** The document in its parts; undefined when the token is wrong or its time is over. */
export async function openExport(
  { exports, cipher, accessLog, findCustomer, clock }: OpenExportParts,
  token: string,
  origin: { readonly sourceIp: string; readonly requestId: string },
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const now = toInstant(clock.now());
  const found = await exports.findByTokenHash(toTokenHash(token), now);
  const customer = found && (await findCustomer(found.customerId));
  if (found === undefined || customer === undefined) return undefined;
  await accessLog.append([
    {
      // The account that asked for it answers for whom it gave the address to.
      ...found.access,
      ...origin,
      at: now,
      subjectRef: customer.subjectRef,
      action: "EXPORT",
      fields: ["Mutation.exportPersonalData"],
      withheld: [],
      decision: "ALLOWED",
    },
  ]);
  return readParts(found.id, exports, cipher);
}

async function* readParts(
  id: string,
  exports: PersonalExportStore,
  cipher: ExportCipher,
): AsyncGenerator<Uint8Array, void, void> {
  for (let number = 0, isLast = false; !isLast; number += 1) {
    const data = await exports.readPart(id, number);
    // Expired or erased meanwhile: the connection breaks, since the end of a document would be a lie.
    if (data === undefined) throw new Error("An export vanished while it was fetched.");
    const part = cipher.open(id, number, data);
    isLast = part.isLast;
    yield part.text;
  }
}
