// The same answers by one statement for each source, each in its own database, behind one of the store that says whose the
// records are. Every statement takes any number of customers at once and answers a JSON text for each.
import {
  edgesSql,
  isSoleHolderSql,
  listSeparator,
  pageShape,
  screenShape,
  type ListedKind,
  type Shape,
} from "./fragments.js";
import { consentsSql, identitiesSql, type Statement } from "./one-statement.js";

/** By which a customer's records are found; values of a kind stand in one text. */
export interface CustomerKeys {
  readonly id: string;
  readonly crmId: string;
  readonly logins: string;
  readonly cookies: string;
  readonly accounts: string;
  readonly phones: string;
}

function valuesSql(namespace: string): string {
  const shared = namespace === "ANONYMOUS_ID" || namespace === "PHONE";
  return `(select coalesce(string_agg(link.value, '${listSeparator}'), '') from identity_link link
    where link.customer_id = customer.id and link.namespace = '${namespace}'${shared ? ` and ${isSoleHolderSql}` : ""})`;
}

const keyColumns = `customer.id::text, coalesce(customer.crm_id, ''), ${valuesSql("LOGIN_ID")},
  ${valuesSql("ANONYMOUS_ID")}, ${valuesSql("ACCOUNT_ID")}, ${valuesSql("PHONE")}`;

/** Store statements: keys of customers by id with their identities and consents, and of a page of customers. */
export const storeStatements: Readonly<Record<"screen" | "page", Statement>> = {
  screen: {
    name: "screen-keys",
    text: `select ask.n, ${keyColumns}, ${identitiesSql}::text, ${consentsSql}::text
      from unnest($1::uuid[]) with ordinality as ask(id, n) join customer on customer.id = ask.id`,
  },
  page: {
    name: "page-keys",
    text: `select customer.n, ${keyColumns} from (
        select id, crm_id, row_number() over (order by id) as n from customer
        where $1::uuid is null or id > $1 order by id limit 26) customer
      order by customer.n`,
  },
};

function listStatement(kind: ListedKind, node: string, limit: number, columns: readonly string[]): Statement {
  // Columns of the parameter, in the order of the kinds of key.
  const toKeys = (namespace: string): string =>
    `select v from unnest(string_to_array(nullif(ask.${namespace.toLowerCase()}, ''), '${listSeparator}')) key(v)`;
  const parameters = columns.map((_, at) => `$${String(at + 1)}::text[]`).join(", ");
  return {
    name: `${kind}-${String(limit)}`,
    text: `select ask.n, ${edgesSql(kind, node, limit, toKeys)}::text
      from unnest(${parameters}) with ordinality as ask(${columns.join(", ")}, n)`,
  };
}

/** The statements of the four sources. Parameters: crm numbers · logins, cookies · accounts · crm numbers, callers. */
export interface SourceStatements {
  readonly profile: Statement;
  readonly webEvents: Statement;
  readonly transfers: Statement;
  readonly consultations: Statement;
}

function toStatements(shape: Shape): SourceStatements {
  return {
    profile: {
      name: `profile-${String(shape.webEvents)}`,
      text: `select ask.n, (select ${shape.profile} from cust_mst where cust_no = ask.crm_id)::text
        from unnest($1::text[]) with ordinality as ask(crm_id, n)`,
    },
    webEvents: listStatement("webEvent", shape.webEvent, shape.webEvents, ["login_id", "anonymous_id"]),
    transfers: listStatement("transfer", shape.transfer, shape.transfers, ["account_id"]),
    consultations: listStatement("consultation", shape.consultation, shape.consultations, [
      "crm_id",
      "phone",
    ]),
  };
}

/** agent-screen */
export const screenStatements = toStatements(screenShape);

/** customer-page */
export const pageStatements = toStatements(pageShape);
