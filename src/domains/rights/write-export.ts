// The JSON of an export, piece by piece: never more of it at a time than one page of one list. In: readers of everything
// that is known of a person. Out: pieces of text that are one JSON document together.
import { facetNames, facets, type FacetName, type FacetPage, type RecordOf } from "../customer/facets.js";
import type { ConsentRecord } from "../consent/consent.js";
import type { NoticeRegister } from "../consent/notice-register.js";
import { toIso27560 } from "../consent/to-iso27560.js";
import type { ConsentDuty } from "../consent/consent-duty.js";
import { toVersionId, type PreferencesVersion } from "../contact-policy/preferences-store.js";
import type { Preferences } from "../contact-policy/preferences.js";
import type { AccessEntry } from "../audit/access-entry.js";
import type { CustomerRef, IdentityLink } from "../identity/identity.js";
import type { Trigger } from "../triggers/trigger.js";
import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { RightsRequest } from "./rights-request.js";

/** One page of a newest-first list. */
export interface ListPage {
  readonly limit: number;
  readonly after?: Position;
}

/** Reads everything of one person, each page anew: nothing comes from a cache, nothing is masked. */
export interface ExportReaders {
  /** Rejects with SOURCE_UNAVAILABLE when a source of the facet did not answer. */
  facet<F extends FacetName>(facet: F, page: FacetPage<F>): Promise<readonly RecordOf<F>[]>;
  identities(): Promise<readonly IdentityLink[]>;
  consentHistory(page: ListPage): Promise<readonly ConsentRecord[]>;
  /** What the notices say that the consents name. */
  readonly notices: NoticeRegister;
  consentDuties(page: ListPage): Promise<readonly ConsentDuty[]>;
  preferences(): Promise<Preferences>;
  preferencesHistory(page: ListPage): Promise<readonly PreferencesVersion[]>;
  triggers(page: ListPage): Promise<readonly Trigger[]>;
  rightsRequests(page: ListPage): Promise<readonly RightsRequest[]>;
  accessEntries(page: ListPage): Promise<readonly AccessEntry[]>;
  /** What sources left out because it did not fit, in sentences; asked last. */
  listGaps(): readonly string[];
}

const pageSize = 200;

/** Writes the document; `processing` is what the person is told beside the data. */
export async function* writeExport(
  customer: CustomerRef,
  readers: ExportReaders,
  exportedAt: Instant,
  processing: object,
): AsyncGenerator<string, void, void> {
  const { id, crmId, mergedIds, restrictedAt, objections } = customer;
  const head = {
    format: "customer-360-personal-data",
    version: 1,
    exportedAt,
    customer: { id, crmId, mergedIds, restrictedAt, objections },
    processing,
  };
  yield JSON.stringify(head).slice(0, -1);
  for (const facet of facetNames) yield* writeFacet(facet, readers);
  yield `,"identities":${JSON.stringify((await readers.identities()).map(toPlainIdentity))}`;
  yield* writeList(
    "consents",
    (page) => readers.consentHistory(page),
    (record) => record.occurredAt,
    (record) => ({ ...record, iso27560: toIso27560(record, readers.notices) }),
    toId,
  );
  yield* writeList(
    "consentDuties",
    (page) => readers.consentDuties(page),
    (duty) => duty.dueAt,
    toSame,
    toId,
  );
  yield `,"preferences":${JSON.stringify(await readers.preferences())}`;
  yield* writeList(
    "preferencesHistory",
    (page) => readers.preferencesHistory(page),
    (version) => version.changedAt,
    toSame,
    toVersionId,
  );
  yield* writeList(
    "triggers",
    (page) => readers.triggers(page),
    (trigger) => trigger.raisedAt,
    toSame,
    toId,
  );
  yield* writeList(
    "rightsRequests",
    (page) => readers.rightsRequests(page),
    (request) => request.receivedAt,
    toSame,
    toId,
  );
  yield* writeList(
    "accessLog",
    (page) => readers.accessEntries(page),
    (entry) => entry.at,
    toPlainEntry,
    toId,
  );
  yield `,"gaps":${JSON.stringify(readers.listGaps())}}`;
}

async function* writeFacet<F extends FacetName>(facet: F, readers: ExportReaders): AsyncGenerator<string> {
  const { occurredAt } = facets[facet];
  yield* writeList<RecordOf<F>>(
    facet,
    (page) => readers.facet(facet, page),
    occurredAt,
    toSame,
    ({ recordId }) => recordId,
  );
}

async function* writeList<Item extends object>(
  name: string,
  read: (page: ListPage) => Promise<readonly Item[]>,
  timeOf: (item: Item) => Instant,
  toPlain: (item: Item) => object,
  idOf: (item: Item) => string,
): AsyncGenerator<string, void, void> {
  yield `,${JSON.stringify(name)}:[`;
  let after: Position | undefined;
  for (let isFirst = true, isAtEnd = false; !isAtEnd; isFirst = false) {
    const items = await read({ limit: pageSize, ...(after && { after }) });
    const last = items.at(-1);
    isAtEnd = items.length < pageSize || last === undefined;
    if (last !== undefined) {
      yield `${isFirst ? "" : ","}${items.map((item) => JSON.stringify(toPlain(item))).join(",")}`;
      after = { at: timeOf(last), id: idOf(last), inclusive: false };
    }
  }
  yield "]";
}

const toId = ({ id }: { readonly id: string }): string => id;
const toSame = (item: object): object => item;

/** Each member by its name: an identity may open its value only when it is asked for it. */
function toPlainIdentity({
  namespace,
  value,
  source,
  verified,
  firstSeenAt,
  lastSeenAt,
  evidence,
}: IdentityLink): object {
  return { namespace, value, source, verified, firstSeenAt, lastSeenAt, evidence };
}

/** Without the pseudonym: beside the person's name it would undo itself for what stays after an erasure. */
function toPlainEntry({ subjectRef: _subjectRef, ...entry }: AccessEntry): object {
  return entry;
}
