import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { findUnannounced, listSchemaChanges } from "../../scripts/list-schema-changes.js";

const before = `
  type Query { customer(id: ID!): Customer  customers: [Customer!]! }
  type Customer { id: ID!  name: String  state: State! }
  enum State { OPEN CLOSED }
`;

describe("changes of a schema", () => {
  it.each([
    ["a field goes", "name: String", "", "breaking", "Customer.name"],
    ["a field may become null", "state: State!", "state: State", "breaking", "Customer.state"],
    ["a type changes", "name: String", "name: Int", "breaking", "Customer.name"],
    [
      "an argument becomes needed",
      "customers:",
      "customers(first: Int!):",
      "breaking",
      "Query.customers.first",
    ],
    ["an enum value goes", "OPEN CLOSED", "OPEN", "breaking", "State.CLOSED"],
    ["an enum value comes", "OPEN CLOSED", "OPEN CLOSED LOST", "dangerous", "State.LOST"],
    [
      "an argument comes that may be left out",
      "customers:",
      "customers(first: Int):",
      "dangerous",
      "Query.customers.first",
    ],
    ["a field comes", "name: String", "name: String age: Int", "safe", "Customer.age"],
    ["a field is never null any more", "name: String", "name: String!", "safe", "Customer.name"],
    [
      "a field is deprecated",
      "name: String",
      'name: String @deprecated(reason: "x")',
      "safe",
      "Customer.name.@deprecated",
    ],
  ])("where %s", async (_, old, text, level, path) => {
    const changes = await listSchemaChanges(before, before.replace(old, text));
    expect(changes[0]?.level).toBe(level);
    expect(changes.map((change) => change.path)).toContain(path);
  });

  it("are none where only the order differs", async () => {
    expect(await listSchemaChanges(before, before.replace("OPEN CLOSED", "CLOSED OPEN"))).toEqual([]);
  });
});

describe("a breaking change", () => {
  const changelog = (breaking: string, older = ""): string =>
    `# Changelog\n\n## [0.2.0] - Unreleased\n\n### Added\n\n- \`Customer.age\`\n${breaking}\n## [0.1.0]\n${older}`;
  const find = async (text: string): Promise<readonly string[]> => {
    const changes = await listSchemaChanges(before, before.replace("name: String", "age: Int"));
    return findUnannounced(changes, text).map(({ path }) => path);
  };

  it("is refused without an entry, under another heading, or under an older version", async () => {
    expect(await find(changelog(""))).toEqual(["Customer.name"]);
    expect(await find(changelog("\n### Removed\n\n- `Customer.name`\n"))).toEqual(["Customer.name"]);
    expect(await find(changelog("\n### Breaking\n\n- `Customer.id`\n"))).toEqual(["Customer.name"]);
    expect(await find(changelog("", "\n### Breaking\n\n- `Customer.name`\n"))).toEqual(["Customer.name"]);
    expect(await find("")).toEqual(["Customer.name"]);
  });

  it("is accepted with its path under Breaking of the newest version", async () => {
    expect(await find(changelog("\n### Breaking\n\n- `Customer.name` went; ask `profile`.\n"))).toEqual([]);
  });
});

describe("npm run schema:diff", () => {
  const run = promisify(execFile);
  const compare = async (old: string, text: string): Promise<{ code: unknown; stdout: string }> => {
    const folder = await mkdtemp(join(tmpdir(), "schema-"));
    try {
      const paths = [join(folder, "old.graphql"), join(folder, "new.graphql")] as const;
      await Promise.all([writeFile(paths[0], old), writeFile(paths[1], text)]);
      const args = ["bin/launch.mjs", "scripts/schema-diff.ts", ...paths];
      return await run(process.execPath, args).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: unknown) => error as { code: unknown; stdout: string },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it("says what breaks, what is dangerous and what is safe, and fails on the first only", async () => {
    const added = before.replace("OPEN CLOSED", "OPEN CLOSED LOST").replace("name:", "age: Int  name:");
    const forth = await compare(before, added);
    expect(forth).toMatchObject({ code: 0 });
    expect(forth.stdout).toMatch(
      /^breaking: 0\ndangerous: 1\n {2}State\.LOST: .*\nsafe: 1\n {2}Customer\.age: /,
    );
    const back = await compare(added, before);
    expect(back).toMatchObject({ code: 1 });
    expect(back.stdout).toMatch(/^breaking: 2\n/);
  });
});
