import { describe, expect, it } from "vitest";
import { anyViewer, every, maskedUnless, onlyPurposes, onlyRoles } from "./rules.js";
import type { Viewer } from "./viewer.js";

const agent: Viewer = { id: "agent", roles: ["AGENT"], purpose: "SERVICE", expiresAt: new Date(0) };
const analyst: Viewer = { ...agent, roles: ["ANALYST"], purpose: "ANALYTICS" };

describe("rules", () => {
  it("let one of several roles be enough", () => {
    expect(onlyRoles("AGENT", "ADMIN")(agent).kind).toBe("allow");
    expect(onlyRoles("AGENT", "ADMIN")({ ...agent, roles: ["ANALYST", "ADMIN"] }).kind).toBe("allow");
  });

  it("give the reason of a refusal", () => {
    expect(onlyRoles("AGENT")(analyst)).toEqual({ kind: "deny", reason: "needs the role AGENT" });
    expect(onlyPurposes("SERVICE", "LEGAL")(analyst)).toMatchObject({
      kind: "deny",
      reason: expect.stringContaining("SERVICE, LEGAL"),
    });
  });

  it("must all allow when combined", () => {
    const both = every(anyViewer, onlyRoles("AGENT"), onlyPurposes("SERVICE"));
    expect(both(agent).kind).toBe("allow");
    expect(both({ ...agent, purpose: "MARKETING" }).kind).toBe("deny");
    expect(both({ ...agent, roles: ["FRONTEND"] }).kind).toBe("deny");
  });

  it("mask instead of denying where the map says so", () => {
    const rule = maskedUnless(onlyRoles("AGENT"), (text) => `${String(text.length)} hidden`);
    expect(rule(agent).kind).toBe("allow");
    const decision = rule(analyst);
    expect(decision.kind === "mask" && decision.mask("abc")).toBe("3 hidden");
  });
});
