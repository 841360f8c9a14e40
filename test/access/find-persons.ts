// Whom an answer is about, found in its JSON: by the ids of customers, by the owners of records, by the cursors of pages. It
// asks the databases who is who, and no part of the gateway's own account of access.
import { runSql } from "../harness/databases.js";
import type { TestApp } from "../harness/test-app.js";
import type { DrawnOperation, Population } from "./workload.js";

/** Finds persons in answers. */
export interface PersonFinder {
  /** Customers' ids in the payloads of one answer. An asked record that is null counts as its owner: a denial is a look. */
  findPersons(payloads: readonly unknown[], askedIds: DrawnOperation["askedIds"]): ReadonlySet<string>;
}

const customerId = /^cus_[0-9a-f-]{36}$/;
const blocks = ["transfers", "webEvents", "consultations", "contacts", "consentHistory"] as const;

/** Reads who is who, and what operations can be drawn from. */
export async function createPersonFinder(
  app: TestApp,
): Promise<{ readonly population: Population; readonly finder: PersonFinder }> {
  const customers = await readCustomers(app);
  const byCrmId = new Map(customers.map(({ id, crmId }) => [crmId, id]));
  const records = await listRecords(app, customers);
  const owners = new Map(records.map(({ id, owner }) => [id, owner]));
  const people = (await runSql(
    app.bank.urls.crm,
    "select cust_no, hp_no, email_addr, brnch_nm from cust_mst order by cust_no",
  )) as Record<"cust_no" | "hp_no" | "email_addr" | "brnch_nm", string | null>[];
  const toIdentities = (namespace: string, name: "cust_no" | "hp_no" | "email_addr") =>
    people.flatMap((person) => (person[name] ? [{ namespace, value: person[name] }] : []));

  const collect = (value: unknown, name: string, found: Set<string>): void => {
    if (typeof value === "string") {
      const id = customerId.test(value)
        ? value
        : name === "cursor"
          ? findByCursor(value, byCrmId)
          : undefined;
      if (id !== undefined) found.add(id);
    } else if (value instanceof Object) {
      for (const [inner, member] of Object.entries(value)) collect(member, inner, found);
    }
  };
  return {
    population: {
      customers,
      records,
      branches: [...new Set(people.flatMap(({ brnch_nm }) => brnch_nm ?? []))],
      identities: [
        ...toIdentities("CRM_ID", "cust_no"),
        ...toIdentities("PHONE", "hp_no"),
        ...toIdentities("EMAIL", "email_addr"),
      ],
    },
    finder: {
      findPersons(payloads, askedIds) {
        const found = new Set<string>();
        for (const payload of payloads) collect(payload, "", found);
        const { data } = (payloads[0] ?? {}) as { data?: unknown };
        for (const { path, id } of data instanceof Object ? askedIds : []) {
          const owner = customerId.test(id) ? id : owners.get(id);
          if (owner !== undefined && follow(data, path) !== undefined) found.add(owner);
        }
        return found;
      },
    },
  };
}

async function readCustomers(app: TestApp): Promise<{ id: string; crmId: string }[]> {
  const rows = (await runSql(
    app.bank.urls.gateway,
    "select id, crm_id from customer where merged_into_id is null and crm_id is not null order by id",
  )) as { id: string; crm_id: string }[];
  return rows.map((row) => ({ id: `cus_${row.id}`, crmId: row.crm_id }));
}

/** Some records of everybody; none of accounts that several hold, since any of them may stand for it. */
async function listRecords(app: TestApp, customers: Population["customers"]): Promise<Population["records"]> {
  const shared = new Set(
    (
      (await runSql(
        app.bank.urls.transfers,
        "select acct_no from acct_pty group by acct_no having count(*) > 1",
      )) as { acct_no: string }[]
    ).map(({ acct_no }) => acct_no),
  );
  const fields = blocks.map(
    (name) => `${name}(first: 3) { edges { node { id ${name === "transfers" ? "accountId" : ""} } } }`,
  );
  const { data } = await app.ask(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Customer { ${fields.join(" ")} } } }`,
    { ids: customers.map(({ id }) => id) },
    { role: "ADMIN" },
  );
  type Edges = { edges: { node: { id: string; accountId?: string } }[] };
  const { nodes } = data as unknown as { nodes: ({ id: string } & Record<(typeof blocks)[number], Edges>)[] };
  return nodes.flatMap((customer) =>
    blocks.flatMap((name) =>
      customer[name].edges
        .filter(({ node }) => !shared.has(node.accountId ?? ""))
        .map(({ node }) => ({ id: node.id, owner: customer.id })),
    ),
  );
}

/** The customer at whom a page of customers goes on. */
function findByCursor(cursor: string, byCrmId: ReadonlyMap<string, string>): string | undefined {
  const [list, place = ""] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as string[];
  if (list === "customers") return `cus_${place}`;
  return list === "customers-by-crm-id" ? byCrmId.get(place) : undefined;
}

function follow(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (place, step) =>
      place instanceof Object ? (place as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}
