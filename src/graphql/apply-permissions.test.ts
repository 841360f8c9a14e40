import { buildSchema as buildFromText, graphql } from "graphql";
import { describe, expect, it } from "vitest";
import { maskIdentifier } from "../security/masks/mask-identifier.js";
import { anyViewer, maskedUnless, onlyRoles } from "../security/rules.js";
import type { Role } from "../security/viewer.js";
import { GatewayError } from "../shared/errors.js";
import { applyPermissions } from "./apply-permissions.js";
import { buildSchema } from "./build-schema.js";
import { permissions } from "./permissions.js";

const text = "type Query { name: String account: String! number: Int }";
const root = { name: "김민준", account: async () => "110-222-333444", number: 7 };
const agents = onlyRoles("AGENT");

async function ask(query: string, role: Role) {
  const schema = applyPermissions(buildFromText(text), {
    Query: {
      name: agents,
      account: maskedUnless(agents, maskIdentifier),
      number: maskedUnless(agents, maskIdentifier),
    },
  });
  const contextValue = { viewer: { id: "v", roles: [role], purpose: "SERVICE", expiresAt: new Date() } };
  return graphql({ schema, source: query, rootValue: root, contextValue });
}

describe("the permission map before a schema", () => {
  it("lets a viewer of the right role see the value as it is", async () => {
    const { data, errors } = await ask("{ name account number }", "AGENT");
    expect(errors).toBeUndefined();
    expect({ ...data }).toEqual({ name: "김민준", account: "110-222-333444", number: 7 });
  });

  it("answers null and FORBIDDEN naming the field to everybody else", async () => {
    const { data, errors } = await ask("{ name }", "ANALYST");
    expect({ ...data }).toEqual({ name: null });
    expect(errors).toHaveLength(1);
    const cause = errors?.[0]?.originalError;
    expect(cause).toBeInstanceOf(GatewayError);
    expect(cause).toMatchObject({ code: "FORBIDDEN", details: { field: "Query.name" } });
    expect(cause?.message).not.toContain("김민준");
  });

  it("masks text, also when it comes later, and shows nothing of what cannot be masked", async () => {
    const { data } = await ask("{ account number }", "ANALYST");
    expect({ ...data }).toEqual({ account: "************44", number: null });
  });

  it("refuses a field without a rule and a rule without a field, naming both", () => {
    const apply = () =>
      applyPermissions(buildFromText(text), { Query: { name: anyViewer, number: anyViewer, gone: agents } });
    expect(apply).toThrow(/Query\.account has no rule/);
    expect(apply).toThrow(/Query\.gone has a rule but does not exist/);
  });

  it("covers every field of the API", () => {
    expect(() => buildSchema()).not.toThrow();
    const { Money: _money, ...rest } = permissions;
    expect(() => buildSchema(rest)).toThrow(/Money\.amount has no rule/);
  });
});
