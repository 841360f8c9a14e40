// Guide 3: add a field to a type. Three files change:
//
//   1. the domain's resolver or type in src/graphql/<domain>/   what the field is, and where its value comes from
//   2. src/graphql/permissions.ts                              who may see it
//   3. schema.graphql                                          written by `npm run schema`, read by every client
//
// As an example, `Customer.phoneCount`: by how many telephone numbers is a customer known? The value is in what the
// loader of identities gives already, so neither a source nor a loader changes. The test does the three steps on a schema
// of its own.
import { printType, type GraphQLSchema } from "graphql";
import { buildSchemaSync, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { expect, it } from "vitest";
import type { EventStream } from "../../src/events/event-stream.js";
import { applyPermissions } from "../../src/graphql/apply-permissions.js";
import { createPipeline } from "../../src/graphql/create-pipeline.js";
import { CustomerResolver } from "../../src/graphql/customer/customer.resolver.js";
import { Customer } from "../../src/graphql/customer/customer.type.js";
import "../../src/graphql/enums.js";
import { permissions, type Permissions } from "../../src/graphql/permissions.js";
import type { RequestContext } from "../../src/graphql/request-context.js";
import type { UseCases } from "../../src/graphql/use-cases.js";
import { createLoaders } from "../../src/loaders/create-loaders.js";
import type { Read } from "../../src/loaders/loaders.js";
import { silentLogger } from "../../src/observability/logger.js";
import { toGatewayError } from "../../src/observability/report.js";
import { onlyRoles } from "../../src/security/rules.js";
import type { Role } from "../../src/security/viewer.js";
import { systemClock } from "../../src/shared/clock.js";
import { createMemoryAccessLog } from "../fakes/memory-access-log.js";
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

// Step 2. One line in the map; the rules to choose from are in src/security/rules.ts.
const phoneCountRule = { phoneCount: onlyRoles("AGENT", "ADMIN") };

/** The part of the schema that the example needs. */
function buildExample(rules: Permissions): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers: [CustomerResolver, PhoneCountResolver], validate: false });
  return applyPermissions(schema, toRulesOf(schema, rules));
}

/** The rules of those fields that are in the part. */
function toRulesOf(schema: GraphQLSchema, rules: Permissions): Permissions {
  const isThere = (type: string, field: string): boolean => {
    const found = schema.getType(type);
    return found !== undefined && "getFields" in found && field in found.getFields();
  };
  return Object.fromEntries(
    Object.entries(rules).map(([type, byField]) => [
      type,
      Object.fromEntries(Object.entries(byField).filter(([field]) => isThere(type, field))),
    ]),
  );
}

const withRule: Permissions = { ...permissions, Customer: { ...permissions["Customer"], ...phoneCountRule } };

it("step 1 alone fails the build: a field without a rule is shown to nobody by accident", () => {
  expect(() => buildExample(permissions)).toThrow("Customer.phoneCount has no rule");
});

it("step 3 shows clients the field with its description", () => {
  const customer = buildExample(withRule).getType("Customer");
  expect(customer && printType(customer)).toContain(
    '"""By how many telephone numbers the customer is known."""\n  phoneCount: Int!',
  );
});

const customerIds = ["0b5f1d7e-0000-4000-8000-000000000001", "0b5f1d7e-0000-4000-8000-000000000002"] as const;

/** Asks the example for the field of both customers. */
async function ask(role: Role): Promise<{ counts: unknown; codes: unknown[]; reads: readonly Read[] }> {
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
      accessLog: createMemoryAccessLog(),
      createLoaders: () => loaders,
    },
    (error) => toGatewayError(error, silentLogger),
  );
  const viewer = { id: "reader", roles: [role], purpose: "SERVICE", expiresAt: new Date(8.64e15) } as const;
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
  if (Symbol.asyncIterator in answer) throw new Error("A query answers once.");
  const { customers } = (answer.data ?? {}) as { customers?: { edges: { node: { phoneCount: number } }[] } };
  return {
    counts: customers?.edges.map(({ node }) => node.phoneCount),
    codes: (answer.errors ?? []).map(({ extensions }) => extensions?.["code"]),
    reads: loaders.reads,
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

it("its rule holds: who may not see it reads nothing for it and is told once, with a code", async () => {
  const { codes, reads } = await ask("ANALYST");
  expect(codes).toEqual(["FORBIDDEN"]);
  expect(reads).toEqual([{ source: "store", facet: "customers.list", asks: 1 }]);
});
