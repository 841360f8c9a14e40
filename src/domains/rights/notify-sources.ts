// One notice for each source: what it is asked to do, and the person by the names that this source knows, and no others.
import type { Instant } from "../../shared/instant.js";
import { identityKeyText } from "../identity/identity.js";
import type { Transaction } from "../unit-of-work.js";
import type { HeldIdentity, NoticedSource, RightsNotice, RightsNoticeKind } from "./rights-notice.js";

/** What the sources are to be told. */
export interface SourceNotice {
  readonly kind: RightsNoticeKind;
  /** The erasure or the request. It stays with us: it would tie the names in the notice to what is kept of the person. */
  readonly aboutId: string;
  readonly legalBasis: string;
  /** What is wrong, in the person's words; null for an erasure. */
  readonly details: string | null;
  readonly at: Instant;
}

/** Adds the notices in the transaction; answers whether one of them will be sent. */
export async function notifySources(
  { rightsNotices }: Pick<Transaction, "rightsNotices">,
  sources: readonly NoticedSource[],
  customerId: string,
  told: SourceNotice,
  newId: () => string,
): Promise<boolean> {
  const identities = await rightsNotices.listIdentities(customerId);
  let isSent = false;
  for (const source of sources) {
    const known = listKnownTo(source, identities);
    if (known.length === 0) continue;
    const notice: RightsNotice = {
      id: newId(),
      kind: told.kind,
      aboutId: told.aboutId,
      source: source.name,
      status: source.hasAddress ? "PENDING" : "NOT_CONFIGURED",
      attempts: 0,
      answerStatus: null,
      answeredAt: null,
      answer: null,
      createdAt: told.at,
    };
    isSent ||= source.hasAddress;
    await rightsNotices.add(notice, source.hasAddress ? toBody(notice, told, known) : null);
  }
  return isSent;
}

/** Identities that a source reported itself, or under which it is asked for records. */
export function listKnownTo(
  { name, namespaces }: NoticedSource,
  identities: readonly HeldIdentity[],
): readonly HeldIdentity[] {
  return identities
    .filter((identity) => identity.source === name || namespaces.includes(identity.namespace))
    .toSorted((left, right) => (identityKeyText(left) < identityKeyText(right) ? -1 : 1));
}

/** The body as a CloudEvent 1.0 in JSON. */
function toBody(notice: RightsNotice, told: SourceNotice, known: readonly HeldIdentity[]): string {
  return JSON.stringify({
    specversion: "1.0",
    id: notice.id,
    source: "customer-360-gateway",
    type: told.kind === "ERASURE" ? "person.erasure-requested" : "person.rectification-requested",
    time: told.at,
    datacontenttype: "application/json",
    data: {
      legalBasis: told.legalBasis,
      ...(told.details === null ? {} : { details: told.details }),
      identities: known.map(({ namespace, value, isShared }) => ({ namespace, value, shared: isShared })),
    },
  });
}
