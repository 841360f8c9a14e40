// Heads of customers: everything the store has to say of a customer in ONE statement a batch. Links, their sole holders and
// consents would else be three rounds one after the other, and cost several times as much to read as rows of their own.
import { createHash } from "node:crypto";
import type {
  CustomerHead,
  HeadConsent,
  HeadLink,
  HeadNeeds,
  HeadStore,
} from "../domains/customer/head-store.js";
import type { OwnFacetName } from "../domains/customer/own-records.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { IdentityKey } from "../domains/identity/identity.js";
import { fromPostgresText } from "../shared/instant.js";
import { rememberOpened, type OpenIdentity } from "./opened-identities.js";
import { rememberHeads } from "./remembered-heads.js";
import { survivorColumns, toCustomer, type CustomerRow } from "./customer-rows.js";
import { hasOwnRecordsSql } from "./postgres-own-record-store.js";
import { keepUuids, toInstantOrNull } from "./rows.js";
import { orderTies } from "./sealed-links.js";
import type { Read, Statement } from "./statements.js";
import type { NoteUnreadable } from "./unreadable-notes.js";

// Where two master keys are in use one identity may have two hashes, which SQL cannot tell to be one: then it is left open.
function soleSql(isTold: boolean): string {
  if (!isTold) return "null::boolean";
  return `case when not (link.namespace = any ($3::text[])) then null
    when link.verified then not exists (
      select from identity_link other where other.namespace = link.namespace and other.value_hash = link.value_hash
        and other.customer_id <> link.customer_id and other.verified)
    else not exists (
      select from identity_link other where other.namespace = link.namespace and other.value_hash = link.value_hash
        and other.customer_id <> link.customer_id)
      and not exists (
        select from suppressed_identity erased where erased.namespace = link.namespace and erased.lookup = link.value_hash)
    end`;
}

const consentsSql = `(
  select json_agg(json_build_array(record.purpose, record.channel, record.night, record.state, record.valid_until::text,
                    record.occurred_at::text)
                  order by record.purpose collate "C", record.channel collate "C" nulls first, record.night)
    from consent_present present join consent_record record on record.id = present.record_id
   where present.customer_id = survivor.id)`;

/** Asked for facet by facet: each is one look into an index. */
function ownFacetsSql(names: readonly OwnFacetName[], id: string): string {
  if (names.length === 0) return "null::text[]";
  const cases = names.map((name) => `case when ${hasOwnRecordsSql(name, id)} then '${name}' end`);
  return `array_remove(array[${cases.join(", ")}], null)`;
}

/** How often what the heads of these customers are made of has changed. */
const revisionSql = (ids: string): string =>
  `(select coalesce(sum(steps), 0)::text from head_revision where customer_id in (${ids}))`;

function buildStatement({ consents, ownFacets }: HeadNeeds, isSoleTold: boolean): Statement {
  const text = `select asked.id, ${survivorColumns},
      (select json_agg(json_build_array(link.namespace, link.sealed_value, link.source, link.verified,
                         link.first_seen_at::text, link.last_seen_at::text, ${soleSql(isSoleTold)})
                       order by link.first_seen_at, link.namespace)
         from identity_link link
        where link.customer_id = survivor.id and link.namespace = any ($2::text[])${isSoleTold ? "" : " and $3::text[] is not null"}),
      ${consents ? consentsSql : "null::json"}, ${ownFacetsSql(ownFacets, "survivor.id")},
      ${revisionSql("asked.id, survivor.id")}
    from customer asked join customer survivor on survivor.id = coalesce(asked.merged_into_id, asked.id)
   where asked.id = any($1::uuid[]) and survivor.erased_at is null`;
  return { name: toName("heads", text), text };
}

// The reference of the survivor's row, since an erased person may come back to the same id with another.
function buildStateStatement({ ownFacets }: HeadNeeds): Statement {
  const text = `select asked.id, asked.survivor_ref || ' ' || ${revisionSql("asked.id, asked.survivor_id")},
      ${ownFacetsSql(ownFacets, "asked.survivor_id")}
    from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as asked (id, survivor_id, survivor_ref)
    join customer survivor on survivor.id = asked.survivor_id and survivor.subject_ref = asked.survivor_ref`;
  return { name: toName("head-states", text), text };
}

function toName(prefix: string, text: string): string {
  return `${prefix}-${createHash("sha256").update(text).digest("base64url").slice(0, 12)}`;
}

const foldedAtOnce = 500;
// The sum of a customer's steps is the same before and behind it, so nobody who reads meanwhile sees another revision.
const foldRevisions: Statement = {
  name: "fold-head-revisions",
  text: `with many as (
      select customer_id from head_revision group by customer_id having count(*) > 8 limit $1
    ), gone as (
      delete from head_revision where customer_id in (select customer_id from many) returning customer_id, steps
    )
    insert into head_revision (customer_id, steps) select customer_id, sum(steps) from gone group by customer_id
    returning 1`,
};

type LinkColumns = [
  namespace: IdentityKey["namespace"],
  sealedValue: string,
  source: string,
  verified: boolean,
  firstSeenAt: string,
  lastSeenAt: string,
  isSole: boolean | null,
];
type ConsentColumns = [
  purpose: HeadConsent["purpose"],
  channel: HeadConsent["channel"],
  night: boolean,
  state: HeadConsent["state"],
  validUntil: string | null,
  occurredAt: string,
];
type HeadRow = [
  ...customer: CustomerRow,
  links: LinkColumns[] | null,
  consents: ConsentColumns[] | null,
  ownFacets: OwnFacetName[] | null,
  revision: string,
];
type StateRow = [askedId: string, revision: string, ownFacets: OwnFacetName[] | null];

/** Heads over the store's connections. */
export function createHeadStore(
  read: Read,
  cipher: IdentifierCipher,
  noteUnreadable: NoteUnreadable,
): HeadStore {
  const isSoleTold = cipher.keyIds.length === 1;
  const open = rememberOpened(cipher);
  const headStatement = rememberStatements((needs) => buildStatement(needs, isSoleTold));
  const stateStatement = rememberStatements(buildStateStatement);
  const remembering = rememberHeads({
    async readHeads(ids, needs) {
      const values = [keepUuids(ids), needs.namespaces, needs.sole];
      const rows = await read<HeadRow>(headStatement(needs), values);
      return new Map(
        rows.map((row) => {
          const head = toHead(row, open, noteUnreadable);
          return [row[0], { head, revision: `${head.ref.subjectRef} ${row[10]}` }];
        }),
      );
    },
    async readStates(heads, needs) {
      const refs = [...heads.values()].map(({ ref }) => ref);
      const values = [[...heads.keys()], refs.map(({ id }) => id), refs.map(({ subjectRef }) => subjectRef)];
      const rows = await read<StateRow>(stateStatement(needs), values);
      return new Map(rows.map(([id, revision, ownFacets]) => [id, { revision, ownFacets: ownFacets ?? [] }]));
    },
  });
  return {
    ...remembering,
    foldRevisions: async () => (await read(foldRevisions, [foldedAtOnce])).length === foldedAtOnce,
  };
}

/** Each statement is built once for all needs that are the same in what it asks. */
function rememberStatements(build: (needs: HeadNeeds) => Statement): (needs: HeadNeeds) => Statement {
  const statements = new Map<string, Statement>();
  return (needs) => {
    const name = `${String(needs.consents)} ${needs.ownFacets.join()}`;
    const known = statements.get(name) ?? build(needs);
    statements.set(name, known);
    return known;
  };
}

function toHead(row: HeadRow, open: OpenIdentity, noteUnreadable: NoteUnreadable): CustomerHead {
  const ref = toCustomer(row);
  const links = (row[7] ?? []).map((columns) => new SealedHeadLink(columns, ref.id, open, noteUnreadable));
  return {
    ref,
    links: orderTies(links, (left, right) => left.isTiedWith(right)),
    consents: (row[8] ?? []).map(([purpose, channel, night, state, validUntil, occurredAt]) => ({
      purpose,
      channel,
      night,
      state,
      validUntil: toInstantOrNull(validUntil),
      occurredAt: fromPostgresText(occurredAt),
    })),
    ownFacets: row[9] ?? [],
  };
}

/** A link of which only what is looked at is opened and converted. */
class SealedHeadLink implements HeadLink {
  #value: string | undefined;

  constructor(
    private readonly columns: LinkColumns,
    private readonly customerId: string,
    private readonly open: OpenIdentity,
    private readonly noteUnreadable: NoteUnreadable,
  ) {}

  /** Seen at the same time, in the same namespace. */
  isTiedWith({ columns }: SealedHeadLink): boolean {
    return this.columns[4] === columns[4] && this.columns[0] === columns[0];
  }

  get namespace(): IdentityKey["namespace"] {
    return this.columns[0];
  }

  get value(): string {
    try {
      return (this.#value ??= this.open(this.columns[0], this.columns[1]));
    } catch (error) {
      this.noteUnreadable(this.customerId, this.columns[1], error);
      throw error;
    }
  }

  get source(): string {
    return this.columns[2];
  }

  get verified(): boolean {
    return this.columns[3];
  }

  get firstSeenAt(): string {
    return fromPostgresText(this.columns[4]);
  }

  get lastSeenAt(): string {
    return fromPostgresText(this.columns[5]);
  }

  get isSole(): boolean | undefined {
    return this.columns[6] ?? undefined;
  }
}
