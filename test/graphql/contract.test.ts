// What clients count on: names, arguments and types of the agreed API, and its operations. The agreement stands beside
// the project, not in it; where it is absent the tests that need it are skipped.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  isObjectType,
  isUnionType,
  parse,
  print,
  validate,
  type DefinitionNode,
  type InputValueDefinitionNode,
} from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSchema } from "../../src/graphql/build-schema.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

const folder = new URL("../../../shared/contract/", import.meta.url);
const isThere = existsSync(folder);
const schema = buildSchema();

describe.skipIf(!isThere)("the agreed API (skipped where the agreement is absent)", () => {
  it("keeps names, arguments, defaults and types of every field that is served", () => {
    const { definitions } = parse(readFileSync(new URL("api.graphql", folder), "utf8"));
    const differences: string[] = [];
    let compared = 0;
    for (const { coordinate, type, args } of definitions.flatMap(listFields)) {
      const [typeName = "", fieldName = ""] = coordinate.split(".");
      const served = schema.getType(typeName);
      if (served === undefined || !("getFields" in served)) continue;
      const field = served.getFields()[fieldName];
      if (field === undefined) continue;
      compared += 1;
      if (String(field.type) !== type)
        differences.push(`${coordinate}: ${String(field.type)} instead of ${type}`);
      for (const arg of args) {
        const servedArg =
          "args" in field ? field.args.find(({ name }) => name === arg.name.value) : undefined;
        const place = `${coordinate}(${arg.name.value})`;
        if (servedArg === undefined) differences.push(`${place} is missing`);
        else if (String(servedArg.type) !== print(arg.type))
          differences.push(`${place}: ${String(servedArg.type)}`);
        else if (arg.defaultValue && JSON.stringify(servedArg.defaultValue) !== print(arg.defaultValue)) {
          differences.push(`${place} = ${JSON.stringify(servedArg.defaultValue)}`);
        }
      }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(150);
  });

  describe("its operations", () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startTestApp();
    });
    afterAll(() => app[Symbol.asyncDispose]());

    const variables: Record<string, Record<string, unknown>> = {
      "record-consent.graphql": {
        input: {
          clientKey: "contract",
          customerId: toCustomerId("minjun"),
          purpose: "MARKETING",
          channel: "SMS",
          state: "GIVEN",
          noticeVersion: "1",
          collectionMethod: "app-settings",
        },
      },
    };
    const operations = isThere ? readdirSync(new URL("operations/", folder)) : [];

    it.each(operations)("%s validates and answers", async (file) => {
      const text = readFileSync(new URL(`operations/${file}`, folder), "utf8");
      expect(validate(schema, parse(text))).toEqual([]);
      if (text.includes("subscription")) return;
      const caller: Caller = text.includes("mutation") ? { role: "INTERNAL_APP" } : {};
      const { status, data, errors } = await app.ask(
        text,
        variables[file] ?? { id: toCustomerId("minjun") },
        caller,
      );
      expect(errors).toBeUndefined();
      expect(status).toBe(200);
      expect(Object.values(data ?? {})).not.toContain(null);
    });
  });
});

describe("the schema", () => {
  it("gives members of a union equal types for equal names, so that one document can select them side by side", () => {
    const differences: string[] = [];
    for (const union of Object.values(schema.getTypeMap()).filter(isUnionType)) {
      const types = new Map<string, string>();
      for (const member of union.getTypes()) {
        for (const { name, type } of Object.values(member.getFields())) {
          const known = types.get(name);
          if (known !== undefined && known !== String(type))
            differences.push(`${union.name}: ${member.name}.${name}`);
          types.set(name, String(type));
        }
      }
    }
    expect(differences).toEqual([]);
  });

  it("describes every type, field, argument and enum value", () => {
    const silent: string[] = [];
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith("__") || ["String", "Int", "Float", "Boolean", "ID"].includes(type.name))
        continue;
      // The three roots are described by their fields.
      if (!type.description && !["Query", "Mutation", "Subscription"].includes(type.name))
        silent.push(type.name);
      if ("getFields" in type) {
        for (const field of Object.values(type.getFields())) {
          if (!field.description) silent.push(`${type.name}.${field.name}`);
          if (!isObjectType(type) || !("args" in field)) continue;
          for (const arg of field.args)
            if (!arg.description) silent.push(`${type.name}.${field.name}(${arg.name})`);
        }
      }
      if ("getValues" in type) {
        for (const value of type.getValues())
          if (!value.description) silent.push(`${type.name}.${value.name}`);
      }
    }
    expect(silent).toEqual([]);
  });
});

interface FieldOfAgreement {
  readonly coordinate: string;
  readonly type: string;
  readonly args: readonly InputValueDefinitionNode[];
}

function listFields(definition: DefinitionNode): FieldOfAgreement[] {
  if (definition.kind !== "ObjectTypeDefinition" && definition.kind !== "InputObjectTypeDefinition")
    return [];
  return (definition.fields ?? []).map((field) => ({
    coordinate: `${definition.name.value}.${field.name.value}`,
    type: print(field.type),
    args: field.kind === "FieldDefinition" ? (field.arguments ?? []) : [],
  }));
}
