import { buildSchema as buildFromText, graphql, type GraphQLObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { loadPolicy } from "../security/policy/load-policy.js";
import { parsePolicy } from "../security/policy/parse-policy.js";
import type { Policy } from "../security/policy/policy.js";
import type { Role, Viewer } from "../security/viewer.js";
import { GatewayError } from "../shared/errors.js";
import { applyPermissions } from "./apply-permissions.js";
import { buildSchema } from "./build-schema.js";

const text = `type Query { open: String name: String account: String! later: String! customer: Person }
  type Person { email: String }`;
const root = {
  open: "open",
  name: "김민준",
  account: "110-222-333444",
  later: async () => "110-222-333444",
  customer: { email: "minjun@example.com" },
};

const policyText = (more = "", person = "mail: email"): string => `version: 1
purposes: { SERVICE: CONTRACT, LEGAL: LEGAL_OBLIGATION, MARKETING: CONSENT, ANALYTICS: OBJECTION }
reach: { FRONTEND: EVERYBODY, AGENT: EVERYBODY, INTERNAL_APP: EVERYBODY, ANALYST: EVERYBODY, PRIVACY_OFFICER: EVERYBODY, ADMIN: EVERYBODY }
groups: {}
rules:
  free: { sensitivity: PUBLIC, show: [{ as: PLAIN }] }
  agents: { sensitivity: INTERNAL, show: [{ roles: [AGENT], as: PLAIN }], otherwise: REFUSE }
  masked: { sensitivity: INTERNAL, show: [{ roles: [AGENT], as: PLAIN }], otherwise: MASKED, mask: ACCOUNT }
  mail: { sensitivity: PERSONAL, show: [{ as: PLAIN }], consent: PURPOSE, withheld: HIDDEN }
connections: {}
inputs: {}
types:
  Query: { fields: { free: open customer, agents: name, masked: account later ${more} } }
  Person: { fields: { ${person} } }
`;
const policy = parsePolicy(policyText(), "policy.yml");

/** A viewer without any person in reach of the answer: what a resolver gets that nobody admitted. */
function toContext(judging: Policy, role: Role) {
  const viewer: Viewer = { id: "v", roles: [role], purpose: "SERVICE", expiresAt: new Date() };
  const withheld: string[] = [];
  const viewerJudgement = judging.judgeViewer(viewer);
  const access = {
    viewerJudgement,
    withhold: (coordinate: string) => withheld.push(coordinate),
    decideAbout: (coordinate: string) => viewerJudgement.decide(coordinate),
  };
  return { context: { viewer, access }, withheld };
}

async function ask(query: string, role: Role) {
  const schema = applyPermissions(buildFromText(text), policy);
  const { context, withheld } = toContext(policy, role);
  return { ...(await graphql({ schema, source: query, rootValue: root, contextValue: context })), withheld };
}

describe("the policy before a schema", () => {
  it("lets a viewer of the right role see the value as it is", async () => {
    const { data, errors, withheld } = await ask("{ name account later customer { email } }", "AGENT");
    expect(errors).toBeUndefined();
    expect(withheld).toEqual([]);
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      name: "김민준",
      account: "110-222-333444",
      later: "110-222-333444",
      customer: root.customer,
    });
  });

  it("answers null and FORBIDDEN naming the field to everybody else", async () => {
    const { data, errors, withheld } = await ask("{ name }", "ANALYST");
    expect({ ...data }).toEqual({ name: null });
    expect(withheld).toEqual(["Query.name"]);
    expect(errors).toHaveLength(1);
    const cause = errors?.[0]?.originalError;
    expect(cause).toBeInstanceOf(GatewayError);
    expect(cause).toMatchObject({ code: "FORBIDDEN", details: { field: "Query.name" } });
    expect(cause?.message).toBe("Query.name needs the role AGENT.");
  });

  it("masks text, also when it comes later", async () => {
    const { data, errors } = await ask("{ account later }", "ANALYST");
    expect(errors).toBeUndefined();
    expect(data?.["account"]).not.toBe(root.account);
    expect(data?.["account"]).toMatch(/\*/);
    expect(data?.["later"]).toBe(data?.["account"]);
  });

  it("leaves fields alone that everyone may see", () => {
    const query = applyPermissions(buildFromText(text), policy).getQueryType() as GraphQLObjectType;
    const { open, name } = query.getFields();
    expect(open?.resolve).toBeUndefined();
    expect(name?.resolve).toBeDefined();
  });

  it.each([
    [
      "a field without a rule",
      text.replace("open:", "closed: String open:"),
      policyText(),
      /Query\.closed has no rule/,
    ],
    ["a rule without a field", text, policyText("gone"), /Query\.gone has a rule but does not exist/],
    [
      "a rule that nulls what is never null",
      text.replace("email: String", "email: String!"),
      policyText(),
      /Person\.email is never null/,
    ],
    [
      "a mask before a number",
      text.replace("account: String!", "account: Int"),
      policyText(),
      /Query\.account is no text/,
    ],
    [
      "a personal field on a way that admits nobody",
      text.replace("open:", "anybody: Person open:"),
      policyText("anybody").replace("later anybody", "later").replace("free: open", "free: anybody open"),
      /Person\.email can be reached before its person is known/,
    ],
  ])("refuses %s, naming it", (_what, schema, rules, message) => {
    expect(() => applyPermissions(buildFromText(schema), parsePolicy(rules, "policy.yml"))).toThrow(message);
  });

  it("covers every field of the API, and no path to a personal one leads past its person", () => {
    expect(() => buildSchema(loadPolicy())).not.toThrow();
  });
});
