// Guide 3: add a field to a type. Three files change:
//
//   1. the domain's resolver or type in src/graphql/<domain>/   what the field is, and where its value comes from
//   2. policy.yml                                              one rule: who may see it, and what of the person it needs
//   3. schema.graphql                                          written by `npm run schema`, read by every client
//
// As an example, `Customer.phoneCount`: by how many telephone numbers is a customer known? The value is in what the
// loader of identities gives already, so neither a source nor a loader changes. The test does the three steps on a schema
// of its own.
import { readFileSync } from "node:fs";
import { printType, type GraphQLSchema } from "graphql";
import { Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { expect, it } from "vitest";
import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import type { EventStream } from "../../src/events/event-stream.js";
import { buildSchema } from "../../src/graphql/build-schema.js";
import { createPipeline } from "../../src/graphql/create-pipeline.js";
import { Customer } from "../../src/graphql/customer/customer.type.js";
import type { RequestContext } from "../../src/graphql/request-context.js";
import type { UseCases } from "../../src/graphql/use-cases.js";
import { createLoaders } from "../../src/loaders/create-loaders.js";
import type { Read } from "../../src/loaders/loaders.js";
import { silentLogger } from "../../src/observability/logger.js";
import { toGatewayError } from "../../src/observability/report.js";
import { parsePolicy } from "../../src/security/policy/parse-policy.js";
import type { Policy } from "../../src/security/policy/policy.js";
import type { Role } from "../../src/security/viewer.js";
import { systemClock } from "../../src/shared/clock.js";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { createFakeStores } from "../fakes/fake-stores.js";

// Step 1. In src/graphql/identity/identities.resolver.ts this would be one more method. The description is for the API's
// user: a full sentence, and why it may be null where it may. The value comes from a loader, never from a source: so it
// joins the batch that other fields ask for anyway.
@Resolver(() => Customer)
class PhoneCountResolver {
  @FieldResolver(() => Int, { description: "By how many telephone numbers the customer is known." })
  async phoneCount(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<number> {
    const identities = await loaders.identities(customer.key);
    return identities.filter(({ namespace }) => namespace === "PHONE").length;
  }
}

// Step 2. One word in policy.yml, behind the rule that fits; docs/policy.md explains every rule. `customerNumber` would do for
// a field that belongs to the person; here a rule of its own shows how one is written.
const shipped = readFileSync(new URL("../../policy.yml", import.meta.url), "utf8");
const withRule = shipped
  .replace(
    /^rules:$/m,
    `rules:
  phoneCount:
    sensitivity: PERSONAL
    show: [{ roles: [AGENT, ADMIN], as: PLAIN }]
    otherwise: REFUSE
    consent: NONE
    withheld: NEVER`,
  )
  .replace(/^ {6}customerNumber: crmId$/m, "$&\n      phoneCount: phoneCount");

const buildPolicy = (text: string): Policy => parsePolicy(text, "policy.yml");
const buildExample = (text: string): GraphQLSchema => buildSchema(buildPolicy(text), [PhoneCountResolver]);

it("step 1 alone fails the build: a field without a rule is shown to nobody by accident", () => {
  expect(() => buildExample(shipped)).toThrow("Customer.phoneCount has no rule");
});

it("step 3 shows clients the field with its description", () => {
  const customer = buildExample(withRule).getType("Customer");
  expect(customer && printType(customer)).toContain(
    '"""By how many telephone numbers the customer is known."""\n  phoneCount: Int!',
  );
});

const customerIds = ["0b5f1d7e-0000-4000-8000-000000000001", "0b5f1d7e-0000-4000-8000-000000000002"] as const;

/** What the example answers, what was read for it, and what the access log holds of it. */
interface Told {
  readonly counts: unknown;
  readonly codes: readonly unknown[];
  readonly reads: readonly Read[];
  readonly notes: readonly AccessNote[];
}

/** Asks the example for the field of both customers. */
async function ask(role: Role): Promise<Told> {
  const accessLog = new ScriptedAccessLog();
  const stores = createFakeStores({
    customers: {
      [customerIds[0]]: ["CRM_ID:1", "PHONE:+821012345678", "PHONE:+8223124567"],
      [customerIds[1]]: ["CRM_ID:2"],
    },
  });
  const loaders = createLoaders({ sources: [], stores, readTimeoutMs: 5_000 });
  const pipeline = await createPipeline(
    buildExample(withRule),
    {
      clock: systemClock,
      useCases: {} as UseCases,
      events: {} as EventStream,
      policy: buildPolicy(withRule),
      accessLog,
      createLoaders: () => loaders,
    },
    (error) => toGatewayError(error, silentLogger),
  );
  const purpose = role === "ANALYST" ? "ANALYTICS" : "SERVICE";
  const viewer = { id: "reader", roles: [role], purpose, expiresAt: new Date(8.64e15) } as const;
  const origin = {
    viewer,
    sourceIp: "",
    application: null,
    requestId: "",
    signal: new AbortController().signal,
  };
  const answer = await pipeline.executeOverSocket(
    { query: "{ customers { edges { node { phoneCount } } } }" },
    origin,
  );
  await pipeline.apollo.stop();
  if (Symbol.asyncIterator in answer || "isLive" in answer) throw new Error("A query answers once.");
  const { customers } = (answer.data ?? {}) as { customers?: { edges: { node: { phoneCount: number } }[] } };
  return {
    counts: customers?.edges.map(({ node }) => node.phoneCount),
    codes: (answer.errors ?? []).map(({ extensions }) => extensions?.["code"]),
    reads: loaders.reads,
    notes: accessLog.take(),
  };
}

it("the field answers, for all customers in one batch", async () => {
  const { counts, codes, reads } = await ask("AGENT");
  expect(counts).toEqual([2, 0]);
  expect(codes).toEqual([]);
  expect(reads).toEqual([
    { source: "store", facet: "customers.list", asks: 1 },
    { source: "store", facet: "identities", asks: 2 },
  ]);
});

it("the access log holds who looked at it, of whom, without a word of code", async () => {
  const { notes } = await ask("AGENT");
  expect(notes).toHaveLength(customerIds.length);
  for (const { actor, fields, decision } of notes) {
    expect({ actor, decision }).toEqual({ actor: "reader", decision: "ALLOWED" });
    expect(fields).toContain("Customer.phoneCount");
  }
});

it("its rule holds: who may not see it reads nothing for it and is told once, with a code", async () => {
  const { codes, reads } = await ask("ANALYST");
  expect(codes).toEqual(["FORBIDDEN"]);
  expect(reads).toEqual([
    { source: "store", facet: "customers.list", asks: 1 },
    // For analysts it is first read who objected to statistics.
    { source: "store", facet: "consents", asks: 2 },
  ]);
});
