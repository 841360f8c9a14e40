import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { findOperationName } from "../../graphiql/find-operation-name.js";

describe("the name that the page sends with a document", () => {
  const live = parse("subscription Live { viewer { id } }");
  const two = parse("query A { viewer { id } } query B { viewer { id } }");

  it("is the one that was asked for, when the document has it", () => {
    expect(findOperationName(two, "B")).toBe("B");
  });

  it("is that of the only operation while the page still says the one of the tab before", () => {
    expect(findOperationName(live, "Before")).toBe("Live");
    expect(findOperationName(live, undefined)).toBe("Live");
  });

  it("is none where none is meant: no name, or several to choose from", () => {
    expect(findOperationName(parse("subscription { viewer { id } }"), "Before")).toBeNull();
    expect(findOperationName(two, "Before")).toBeNull();
  });
});
