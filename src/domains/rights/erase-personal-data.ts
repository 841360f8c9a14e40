// Erases a person: in one transaction all that the store keeps of them and of every merged part, the notices to the
// sources, and the event that ends what is open about them.
import { toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import { parseText } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import type { Transaction } from "../unit-of-work.js";
import { makeId, type Actor, type UseCaseParts } from "../use-case.js";
import { erasureBasis, toCertificate, type Certificate, type SignCertificate } from "./certificate.js";
import type { Erasure, ErasureStore } from "./erasure.js";
import { withdrawTriggers } from "../triggers/cancel-triggers.js";
import { notifySources } from "./notify-sources.js";
import type { NoticedSource, RightsNoticeQueue } from "./rights-notice.js";

/** What erasing works with. */
export interface ErasureParts extends UseCaseParts {
  readonly sources: readonly NoticedSource[];
  readonly erasures: ErasureStore;
  readonly notices: Pick<RightsNoticeQueue, "loadByAbout">;
  readonly sign: SignCertificate;
}

/** Whom to erase and why; the reason stands in the certificate. */
export interface ErasePersonalDataInput {
  readonly customerId: string;
  readonly reason: string;
}

/** The certificate, or why nobody was erased. */
export type ErasePersonalDataAnswer = { readonly certificate: Certificate } | { readonly refusal: Refusal };

/** An erasure as privacy officers list it. */
export interface ListedErasure {
  readonly pseudonym: string;
  readonly erasedAt: Instant;
  readonly certificate: Certificate;
}

/** Erasures that were done, newest first, each with its certificate as the sources stand now. */
export async function listErasures(
  { clock, erasures, notices, sign }: Pick<ErasureParts, "clock" | "erasures" | "notices" | "sign">,
  page: Parameters<ErasureStore["listErasures"]>[0],
): Promise<readonly ListedErasure[]> {
  const done = await erasures.listErasures(page);
  const told = await notices.loadByAbout(done.map(({ id }) => id));
  const now = toShortInstant(toInstant(clock.now()));
  return done.map((erasure) => ({
    pseudonym: erasure.id,
    erasedAt: erasure.erasedAt,
    certificate: toCertificate(erasure, told.get(erasure.id) ?? [], now, sign),
  }));
}

/** Erases a person. Asked again, also by the id of a merged part, it answers the certificate as the sources stand by then. */
export function erasePersonalData(
  parts: ErasureParts,
  actor: Actor,
  input: ErasePersonalDataInput,
): Promise<ErasePersonalDataAnswer> {
  return answerRefusals(async () => {
    const reason = parseText("reason", input.reason, 1000);
    const now = toShortInstant(toInstant(parts.clock.now()));
    const erasure = await parts.unitOfWork.run((transaction) =>
      eraseOnce(parts, actor, { ...input, reason }, now, transaction),
    );
    const notices = await parts.notices.loadByAbout([erasure.id]);
    return { certificate: toCertificate(erasure, notices.get(erasure.id) ?? [], now, parts.sign) };
  });
}

async function eraseOnce(
  parts: ErasureParts,
  actor: Actor,
  { customerId, reason }: ErasePersonalDataInput,
  now: Instant,
  transaction: Transaction,
): Promise<Erasure> {
  const person = await transaction.erasures.lockPerson(customerId);
  if (person === undefined) {
    const done = await transaction.erasures.findByCustomer(customerId);
    return done ?? refuse("NOT_FOUND", "There is no such customer.", "customerId");
  }
  // Before the customer's row forgets under which name the log speaks of the person.
  await transaction.accessLog.append(person.customerId, {
    ...actor.access,
    at: now,
    action: "ERASE",
    fields: actor.fields,
    withheld: [],
    decision: "ALLOWED",
  });
  const id = person.subjectRef;
  const told = { kind: "ERASURE", aboutId: id, legalBasis: erasureBasis, details: null, at: now } as const;
  await notifySources(transaction, parts.sources, person.customerId, told, () => makeId(parts));
  await withdrawTriggers(transaction, person.customerId, now);
  const { requestId } = actor.access;
  const erasure = await transaction.erasures.erase(person, {
    id,
    requestId,
    actor: actor.id,
    reason,
    erasedAt: now,
  });
  // Under the pseudonym, which those who follow the customer know: the customer's id could be computed from the person.
  await transaction.events.append([
    {
      type: "customer.erased",
      kind: "RIGHTS",
      customerId: id,
      recordId: null,
      record: {},
      occurredAt: now,
      dedupKey: `erased-customer:${id}`,
    },
  ]);
  return erasure;
}
