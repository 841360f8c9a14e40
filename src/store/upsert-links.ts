import type { LinkEvidence } from "../domains/identity/identity.js";
import type { Instant } from "../shared/instant.js";
import type { SealedLink } from "./sealed-links.js";
import type { Query } from "./statements.js";

/**
 * Weight of an equal unique key in bits, log2(m / u) (Fellegi and Sunter 1969): such a key agrees for the same person
 * always (m = 1), and for two persons out of a population of 10^8 by mistake about once (u = 10^-8).
 */
const equalKeyWeight = Math.round(Math.log2(1e8) * 10) / 10;

/** Why a link that follows from keys of a source is believed. */
function toEvidence(source: string, link: SealedLink, linkedAt: Instant): LinkEvidence {
  return {
    method: "DETERMINISTIC",
    score: 1,
    reasons: [{ field: link.subject, agreement: `equal key in ${source}`, weight: equalKeyWeight }],
    linkedAt,
    linkedBy: "link-identities",
  };
}

/**
 * A new link keeps its evidence for good; a known one learns when it was seen, and whether it is verified: the source of
 * the link may take its word back, another source can only add its own and then stands as the source.
 */
const statement = `
  with seen as (
    select * from unnest($1::text[], $2::text[], $3::uuid[], $4::boolean[], $5::timestamptz[], $6::timestamptz[], $7::jsonb[],
                         $13::text[])
      as seen (namespace, value_hash, customer_id, verified, first_seen_at, last_seen_at, reasons, sealed_value)
  ), before as (
    select link.namespace, link.value_hash, link.customer_id, link.verified
      from seen join identity_link link using (namespace, value_hash, customer_id)
  ), written as (
    insert into identity_link as link
      (namespace, value_hash, customer_id, source, verified, first_seen_at, last_seen_at, method, score, reasons, linked_at,
       linked_by, sealed_value)
    select namespace, value_hash, customer_id, $8, verified, first_seen_at, last_seen_at, $9, $10, reasons, $11, $12,
           sealed_value
      from seen
    on conflict (namespace, value_hash, customer_id) do update set
      source = case when excluded.verified and not link.verified then excluded.source else link.source end,
      verified = case
        when link.source <> excluded.source then link.verified or excluded.verified
        when excluded.last_seen_at >= link.last_seen_at then excluded.verified
        else link.verified
      end,
      first_seen_at = least(link.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(link.last_seen_at, excluded.last_seen_at)
    where excluded.first_seen_at < link.first_seen_at
       or excluded.last_seen_at > link.last_seen_at
       or (excluded.verified and not link.verified)
       or (link.source = excluded.source and excluded.last_seen_at = link.last_seen_at
           and excluded.verified <> link.verified)
    returning link.namespace, link.value_hash, link.customer_id, link.verified
  )
  select distinct written.customer_id
    from written left join before using (namespace, value_hash, customer_id)
   where before.verified is distinct from written.verified`;

/** Adds and refreshes links; answers whose links are new or newly (un)verified. Being seen again alone is no change. */
export async function upsertLinks(
  query: Query,
  source: string,
  links: readonly SealedLink[],
  linkedAt: Instant,
): Promise<readonly string[]> {
  if (links.length === 0) return [];
  const evidence = links.map((link) => toEvidence(source, link, linkedAt));
  const rows = await query<{ customer_id: string }>(statement, [
    links.map((link) => link.namespace),
    links.map((link) => link.valueHash),
    links.map((link) => link.customerId),
    links.map((link) => link.verified),
    links.map((link) => link.firstSeenAt),
    links.map((link) => link.lastSeenAt),
    evidence.map((item) => JSON.stringify(item.reasons)),
    source,
    evidence[0]?.method,
    evidence[0]?.score,
    linkedAt,
    evidence[0]?.linkedBy,
    links.map((link) => link.sealedValue),
  ]);
  return rows.map((row) => row.customer_id);
}
