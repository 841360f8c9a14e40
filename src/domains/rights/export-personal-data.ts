// Makes everything that is known of a person ready to be fetched by a token. A source that does not answer ends it, and
// nothing is kept: half of the data would look like all of it.
import { createHash, randomBytes } from "node:crypto";
import { shiftInstant, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { CustomerRef } from "../identity/identity.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import { makeId, type Actor, type UseCaseParts } from "../use-case.js";
import { describeProcessing, type ExportedSource } from "./describe-processing.js";
import type { ExportCipher, PersonalExportStore } from "./personal-export.js";
import { isOpen } from "./rights-request.js";
import { writeExport, type ExportReaders } from "./write-export.js";

/** What exporting works with. */
export interface ExportParts extends UseCaseParts {
  readonly exports: PersonalExportStore;
  readonly cipher: ExportCipher;
  readonly findCustomer: (id: string) => Promise<CustomerRef | undefined>;
  /** Readers of one customer for one export. */
  readonly createReaders: (customerId: string) => ExportReaders;
  readonly sources: readonly ExportedSource[];
  readonly lifetimeHours: number;
}

/** The token that fetches the export, or why there is none. */
export type ExportPersonalDataAnswer =
  | { readonly token: string; readonly expiresAt: Instant }
  | { readonly refusal: Refusal };

const partBytes = 262_144;
const hourMs = 3_600_000;

/** The hash under which a token is kept. */
export function toTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Exports a person's data. */
export function exportPersonalData(
  parts: ExportParts,
  actor: Actor,
  { customerId }: { readonly customerId: string },
): Promise<ExportPersonalDataAnswer> {
  return answerRefusals(async () => {
    const customer = await parts.findCustomer(customerId);
    if (customer === undefined) return refuseUnknown();
    const id = makeId(parts);
    const createdAt = toShortInstant(toInstant(parts.clock.now()));
    // An hour to write it: what a process leaves behind that dies meanwhile is deleted like any other.
    const unfinished = { expiresAt: shiftInstant(createdAt, hourMs), createdAt, access: actor.access };
    await parts.exports.begin({ id, customerId: customer.id, ...unfinished });
    try {
      await writeParts(parts, id, customer, createdAt);
      return await finish(parts, actor, id, customer.id);
    } catch (error) {
      await parts.exports.discard(id);
      throw error;
    }
  });
}

function refuseUnknown(): never {
  return refuse("NOT_FOUND", "There is no such customer.", "customerId");
}

async function writeParts(
  { exports, cipher, createReaders, sources, lifetimeHours }: ExportParts,
  id: string,
  customer: CustomerRef,
  exportedAt: Instant,
): Promise<void> {
  let number = 0;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const flush = async (isLast: boolean): Promise<void> => {
    const sealed = cipher.seal(id, number, isLast, Buffer.concat(waiting));
    if (!(await exports.addPart(id, number, sealed))) refuseUnknown();
    number += 1;
    waiting = [];
    bytes = 0;
  };
  const processing = describeProcessing(sources, lifetimeHours);
  for await (const piece of writeExport(customer, createReaders(customer.id), exportedAt, processing)) {
    waiting.push(Buffer.from(piece, "utf8"));
    bytes += waiting.at(-1)?.length ?? 0;
    if (bytes >= partBytes) await flush(false);
  }
  await flush(true);
}

async function finish(
  parts: ExportParts,
  actor: Actor,
  id: string,
  customerId: string,
): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
  const token = randomBytes(32).toString("base64url");
  const now = toShortInstant(toInstant(parts.clock.now()));
  const expiresAt = toShortInstant(shiftInstant(now, parts.lifetimeHours * hourMs));
  await parts.unitOfWork.run(async ({ rights, personalExports, accessLog }) => {
    const person = (await rights.lockPerson(customerId)) ?? refuseUnknown();
    if (!(await personalExports.finish(id, toTokenHash(token), expiresAt))) refuseUnknown();
    for (const request of await rights.list(person.customerId)) {
      if (!isOpen(request) || (request.kind !== "ACCESS" && request.kind !== "PORTABILITY")) continue;
      const step = { action: "EXPORTED", actor: actor.id, at: now, note: null } as const;
      await rights.advance(request.id, { status: "IN_PROGRESS" }, step);
    }
    const judged = { withheld: [], decision: "ALLOWED" } as const;
    const note = { ...actor.access, at: now, action: "EXPORT", fields: actor.fields, ...judged } as const;
    await accessLog.append(person.customerId, note);
  });
  return { token, expiresAt };
}
