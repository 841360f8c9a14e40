import { getIntrospectionQuery, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { buildSchema } from "./build-schema.js";
import { limitDepth, maxDepth } from "./limits.js";

const schema = buildSchema();

function check(text: string) {
  return validate(schema, parse(text), [limitDepth]);
}

function nested(depth: number): string {
  return "{ triggers { edges { node { customer ".repeat(depth) + "{ id }" + "} } } }".repeat(depth);
}

describe("the depth of a document", () => {
  it("has room for introspection", () => {
    expect(check(getIntrospectionQuery())).toEqual([]);
  });

  it("is limited, and the error says so", () => {
    const errors = check(`{ customer(id: "x") ${nested(10)} }`);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toEqual({ limit: "depth" });
    expect(errors[0]?.message).toContain(String(maxDepth));
  });

  it("counts what fragments bring in", () => {
    const fragment = `fragment Deep on Customer ${nested(3)}`;
    const spread = (levels: number) =>
      `{ customer(id: "x") ${"{ triggers { edges { node { customer ".repeat(levels)} { ...Deep } ${"} } } }".repeat(levels)} }`;
    expect(check(`${spread(1)} ${fragment}`)).toEqual([]);
    expect(check(`${spread(2)} ${fragment}`)).toHaveLength(1);
  });

  it("ends at fragments that spread themselves", () => {
    expect(check(`{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }`)).toEqual(
      [],
    );
  });
});
