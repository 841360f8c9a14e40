import { describe, expect, it } from "vitest";
import { listDeclarationProblems, listPathProblems } from "../../scripts/list-name-problems.js";

describe("the naming check", () => {
  it.each([
    "src/sources/crm.source.ts",
    "src/shared/page.test.ts",
    "src/graphql/customer/customer.type.test.ts",
    "src/demo/schema/web_events.sql",
  ])("accepts %s", (path) => {
    expect(listPathProblems(path)).toEqual([]);
  });

  it.each([
    "src/domains/consent/consent-service.ts",
    "src/shared/utils/text.ts",
    "src/lib/text.ts",
    "src/shared/dateFormat.ts",
    "src/store/consent.repository.ts",
    "src/Store/consent.ts",
  ])("refuses %s", (path) => {
    expect(listPathProblems(path)).not.toEqual([]);
  });

  it("refuses declarations that are named by a word that says nothing", () => {
    const text = `export class ${"Consent"}Manager {}\ninterface IClock {}\nconst identity = 1;\ninterface Identity {}`;
    expect(listDeclarationProblems("src/x.ts", text)).toHaveLength(2);
  });
});
