// cspell:ignore POJISTNE SANKC SLUZBY DUCHOD DISPONENT VYBER KARTOU
// The Berka bank imported into a running gateway, then asked for over HTTP: every answer is compared, field by field,
// with what a plain reading of the raw files says.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runImport } from "../../src/demo/import/run-import.js";
import { testKeys } from "../fakes/key-ring.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { readRawRows } from "./berka-figures.js";
import { root } from "./import-bench.js";

const folder = join(root, "../shared/data/transfers");
const isThere = existsSync(join(folder, "berka_trans.asc"));

const parts = [
  ["crm", "client"],
  ["transfers", "account"],
  ["transfers", "disp"],
  ["transfers", "trans"],
  ["crm", "card"],
  ["crm", "loan"],
] as const;

const categories: Readonly<Record<string, string>> = {
  POJISTNE: "INSURANCE",
  SIPO: "UTILITIES",
  UROK: "SAVINGS",
  "SANKC. UROK": "FEE",
  SLUZBY: "FEE",
  UVER: "LOAN",
  DUCHOD: "PENSION",
};

/** Midnight in Prague in the winter and the summer of 1993 to 1998: summer time ended in September until 1995. */
function toPragueMidnight(day: string): string {
  const date = new Date(`19${day.slice(0, 2)}-${day.slice(2, 4)}-${day.slice(4, 6)}T00:00:00Z`);
  const lastSunday = (month: number) => {
    const end = new Date(Date.UTC(date.getUTCFullYear(), month, 0));
    return end.getTime() - end.getUTCDay() * 86_400_000;
  };
  const endMonth = date.getUTCFullYear() < 1996 ? 9 : 10;
  const isSummer = date.getTime() > lastSunday(3) && date.getTime() <= lastSunday(endMonth);
  return new Date(date.getTime() - (isSummer ? 2 : 1) * 3_600_000).toISOString().replace(".000Z", "Z");
}

const sortedTexts = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).toSorted();
const toCents = (amount: string) => Math.round(Number(amount) * 100);

interface Booking {
  readonly id: string;
  readonly accountId: string;
  readonly direction: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly bookedAt: string;
}

interface BookingPage {
  readonly customer: {
    readonly transfers: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly edges: readonly { readonly node: Booking }[];
    };
  };
}

const profileQuery = `query ($identity: IdentityInput!) { customerByIdentity(identity: $identity) {
  id crmId
  profile { displayName familyName givenName birthDate gender email phone tier branch joinedAt locale timeZone
            address { country postalCode locality street } }
  products { product category openedAt closedAt balance { amount currency } }
  identities { namespace value verified source }
  sources { name status } } }`;

const transfersQuery = `query ($id: ID!, $after: String) { customer(id: $id) { transfers(first: 40, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { id accountId direction amount { amount currency } counterparty category standingOrder memo channel bookedAt } } } } }`;

describe.skipIf(!isThere)(
  `answers about the Berka bank${isThere ? "" : ` (skipped: ../shared/data/transfers is absent)`}`,
  () => {
    const raw = isThere
      ? Object.fromEntries(
          ["client", "disp", "account", "trans", "card", "loan", "district"].map((name) => [
            name,
            readRawRows(folder, name),
          ]),
        )
      : {};
    const rowsOf = (name: string) => raw[name] ?? [];
    let app: TestApp;

    beforeAll(async () => {
      app = await startTestApp();
      const environment = {
        ...app.bank.settings,
        DATABASE_URL: app.bank.urls.gateway,
        DATA_DIR: join(root, ".data/none"),
        PERSONAL_DATA_KEYS: testKeys,
      };
      for (const [source, name] of parts) {
        const mapping = join(root, `examples/mappings/berka/${name}.yml`);
        const surroundings = { environment, output: () => undefined, progress: { write: () => true } };
        await runImport([source, join(folder, `berka_${name}.asc`), "--mapping", mapping], surroundings);
      }
    }, 240_000);
    afterAll(() => app[Symbol.asyncDispose]());

    async function ask<Result>(query: string, variables: Record<string, unknown>): Promise<Result> {
      const { data, errors } = await app.ask(query, variables);
      expect(errors).toBeUndefined();
      return data as unknown as Result;
    }

    const findCustomer = async (namespace: string, value: string) =>
      (
        await ask<{ customerByIdentity: Record<string, unknown> | null }>(profileQuery, {
          identity: { namespace, value },
        })
      ).customerByIdentity;

    async function listBookings(id: unknown): Promise<readonly Booking[]> {
      const bookings: Booking[] = [];
      for (let after: string | null = null, isMore = true; isMore;) {
        const page: BookingPage = await ask<BookingPage>(transfersQuery, { id, after });
        const { edges, pageInfo } = page.customer.transfers;
        bookings.push(...edges.map(({ node }) => node));
        isMore = pageInfo.hasNextPage;
        after = pageInfo.endCursor;
      }
      return bookings;
    }

    const accountsOf = (client: string) => rowsOf("disp").filter(([, one]) => one === client);
    const ownerOf = (account: string) =>
      rowsOf("disp").find(([, , one, type]) => one === account && type === "OWNER")?.[1] ?? "";

    /** Clients of every kind: with most bookings, with a card and a loan, authorised only, without bookings. */
    function chooseClients(): readonly string[] {
      const counts = new Map<string, number>();
      for (const [, account = ""] of rowsOf("trans")) counts.set(account, (counts.get(account) ?? 0) + 1);
      const busiest = [...counts]
        .toSorted(([, left], [, right]) => right - left)
        .slice(0, 3)
        .map(([account]) => ownerOf(account));
      const lenders = rowsOf("loan").map(([, account = ""]) => account);
      const withCard = rowsOf("card").map(
        ([, disposition]) => rowsOf("disp").find(([id]) => id === disposition)?.[2],
      );
      const both = lenders.find((account) => withCard.includes(account) && counts.has(account)) ?? "";
      const authorised =
        rowsOf("disp").find(([, , account = "", type]) => type === "DISPONENT" && counts.has(account))?.[1] ??
        "";
      const paidOff = rowsOf("loan").find(([, , , , , , status]) => status === "A")?.[1] ?? "";
      return [
        ...new Set(["1", "2", ownerOf("576"), ...busiest, ownerOf(both), authorised, ownerOf(paidOff)]),
      ];
    }

    test(
      "profiles, products and bookings of clients of every kind are those of the files",
      { timeout: 120_000 },
      async () => {
        const clients = chooseClients();
        expect(clients.length).toBeGreaterThanOrEqual(6);
        for (const client of clients) {
          const customer = await findCustomer("CRM_ID", client);
          const [, birthNumber = "", district] = rowsOf("client").find(([id]) => id === client) ?? [];
          const month = Number(birthNumber.slice(2, 4));
          const town = rowsOf("district").find(([id]) => id === district)?.[1];
          expect(customer).toMatchObject({
            crmId: client,
            profile: {
              displayName: null,
              familyName: null,
              givenName: null,
              email: null,
              phone: null,
              tier: null,
              joinedAt: null,
              birthDate: `19${birthNumber.slice(0, 2)}-${String(month % 50).padStart(2, "0")}-${birthNumber.slice(4)}`,
              gender: month > 50 ? "female" : "male",
              branch: town,
              locale: "cs",
              timeZone: "Europe/Prague",
              address: { country: "CZ", postalCode: null, locality: town, street: null },
            },
          });
          const { id, products, identities, sources } = customer as {
            id: string;
            products: unknown[];
            identities: { namespace: string; value: string; verified: boolean }[];
            sources: { name: string; status: string }[];
          };

          const accounts = accountsOf(client);
          const cards = rowsOf("card").filter(([, disposition]) =>
            accounts.some(([one]) => one === disposition),
          );
          const loans = rowsOf("loan").filter(([, account]) =>
            accounts.some(([, , one, type]) => one === account && type === "OWNER"),
          );
          expect(sortedTexts(products)).toEqual(
            sortedTexts([
              ...cards.map(([, , type, issued = ""]) => ({
                product: `Card ${type}`,
                category: "CARD",
                openedAt: toPragueMidnight(issued),
                closedAt: null,
                balance: null,
              })),
              ...loans.map(([, , date = "", , duration, , status]) => ({
                product: `Loan over ${duration} months`,
                category: "LOAN",
                openedAt: toPragueMidnight(date),
                closedAt: null,
                balance: status === "A" ? { amount: "0.00", currency: "CZK" } : null,
              })),
            ]),
          );
          expect(
            sortedTexts(
              identities
                .filter(({ namespace }) => namespace === "ACCOUNT_ID")
                .map(({ value, verified }) => [value, verified]),
            ),
          ).toEqual(sortedTexts(accounts.map(([, , account, type]) => [account, type === "OWNER"])));
          expect(sources.filter(({ status }) => status !== "OK" && status !== "NOT_ASKED")).toEqual([]);

          const bookings = await listBookings(id);
          // Whoever may use an account sees its bookings, owner or not.
          const expected = rowsOf("trans").filter(([, account]) =>
            accounts.some(([, , one]) => one === account),
          );
          expect(sortedTexts(bookings)).toEqual(
            sortedTexts(
              expected.map(
                ([
                  number,
                  accountId,
                  day = "",
                  type,
                  operation = "",
                  amount,
                  ,
                  symbol = "",
                  bank,
                  account,
                ]) => ({
                  id: `trf_${number}`,
                  accountId,
                  direction: type === "PRIJEM" ? "CREDIT" : "DEBIT",
                  amount: { amount, currency: "CZK" },
                  counterparty: bank && account ? `${bank} ${account}` : null,
                  category: categories[symbol.trim()] ?? null,
                  standingOrder: false,
                  memo: operation === "" ? null : operation,
                  channel: operation === "VKLAD" ? "BRANCH" : operation === "VYBER KARTOU" ? "ATM" : null,
                  bookedAt: toPragueMidnight(day),
                }),
              ),
            ),
          );
          expect(new Set(bookings.map((booking) => booking.id)).size).toBe(bookings.length);
          const times = bookings.map(({ bookedAt }) => bookedAt);
          expect(times).toEqual(times.toSorted().toReversed());
        }
      },
    );

    test("an account leads to its owner, and the sums of its bookings are those of the file", async () => {
      const customer = await findCustomer("ACCOUNT_ID", "576");
      expect(customer).toMatchObject({ crmId: ownerOf("576") });
      const bookings = (await listBookings(customer?.["id"])).filter(({ accountId }) => accountId === "576");
      const sum = (direction: string) =>
        bookings
          .filter((one) => one.direction === direction)
          .reduce((total, { amount }) => total + toCents(amount.amount), 0);
      const ofFile = rowsOf("trans").filter(([, account]) => account === "576");
      const sumOfFile = (isCredit: boolean) =>
        ofFile
          .filter(([, , , type]) => (type === "PRIJEM") === isCredit)
          .reduce((total, row) => total + toCents(row[5] ?? ""), 0);
      expect([bookings.length, sum("CREDIT"), sum("DEBIT")]).toEqual([
        ofFile.length,
        sumOfFile(true),
        sumOfFile(false),
      ]);
      expect(bookings.length).toBeGreaterThan(0);
    });
  },
);
