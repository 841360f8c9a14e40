// The limit: one statement for each operation over the database in which everything stands. It answers what the gateway
// answers, with the same rule for identities that several people share.
import { edgesSql, isSoleHolderSql, nameProfile, pageShape, screenShape, type Shape } from "./fragments.js";

/** A prepared statement. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** The identities of `customer` that find records: those of the sole holder where they may be shared. */
function linksOfCustomer(namespace: string): string {
  const shared = namespace === "ANONYMOUS_ID" || namespace === "PHONE";
  // The contact centre writes a Korean number with its national zero.
  const value =
    namespace === "PHONE"
      ? "case when link.value like '+82%' then '0' || substr(link.value, 4) else link.value end"
      : "link.value";
  return `select ${value} as v from identity_link link where link.customer_id = customer.id
    and link.namespace = '${namespace}'${shared ? ` and ${isSoleHolderSql}` : ""}`;
}

function profileSql(profile: string): string {
  return `(select ${profile} from cust_mst where cust_no = customer.crm_id)`;
}

function listsSql(shape: Shape): string {
  return `'webEvents', ${edgesSql("webEvent", shape.webEvent, shape.webEvents, linksOfCustomer)},
    'transfers', ${edgesSql("transfer", shape.transfer, shape.transfers, linksOfCustomer)},
    'consultations', ${edgesSql("consultation", shape.consultation, shape.consultations, linksOfCustomer)}`;
}

const consentState = `case when state in ('GIVEN', 'RENEWED') and valid_until <= now() then 'EXPIRED' else state end`;
const isConsentValid = `state in ('GIVEN', 'RENEWED') and (valid_until is null or valid_until > now())`;

/** SQL of a customer's identities. */
export const identitiesSql = `(select coalesce(json_agg(json_build_object('namespace', namespace, 'value', value,
    'verified', verified) order by n), '[]') from identity_link where customer_id = customer.id)`;

/** SQL of a customer's present consents. */
export const consentsSql = `(select coalesce(json_agg(json_build_object('purpose', purpose, 'channel', channel,
    'state', ${consentState}, 'validForProcessing', ${isConsentValid}) order by n), '[]')
    from consent where customer_id = customer.id)`;

/** Web events of several customers, `first` of each; its parameter is their ids. */
export function listStatement(first: number): Statement {
  return {
    name: `list-${String(first)}`,
    text: `select json_object_agg('c' || n - 1, json_build_object('webEvents',
      ${edgesSql("webEvent", screenShape.webEvent, first, linksOfCustomer)}))::text
      from unnest($1::uuid[]) with ordinality as customer(id, n)`,
  };
}

/** Answers one text, the JSON of the data; its parameter is the customer's id, or the id after which the page begins. */
export const oneStatement: Readonly<Record<"q1" | "q2" | "q3", Statement>> = {
  q1: {
    name: "agent-screen",
    text: `select json_build_object('customer', json_build_object('id', 'cus_' || id,
      'profile', ${profileSql(screenShape.profile)},
      'identities', ${identitiesSql},
      ${listsSql(screenShape)},
      'consents', ${consentsSql}))::text
      from customer where id = $1`,
  },
  q2: {
    name: "customer-page",
    text: `with page as materialized (
        select id, crm_id, row_number() over (order by id) as number
        from customer where $1::uuid is null or id > $1 order by id limit 26)
      select json_build_object('customers', json_build_object(
        'edges', coalesce(json_agg(json_build_object('node', json_build_object('id', 'cus_' || id,
          'profile', ${profileSql(pageShape.profile)}, ${listsSql(pageShape)})) order by number), '[]'),
        'pageInfo', json_build_object('hasNextPage', (select count(*) > 25 from page),
          'endCursor', (select id from page where number <= 25 order by number desc limit 1))))::text
      from page customer where number <= 25`,
  },
  q3: {
    name: "customer-name",
    text: `select json_build_object('customer', json_build_object('id', 'cus_' || id,
      'profile', ${profileSql(nameProfile)}))::text from customer where id = $1`,
  },
};
