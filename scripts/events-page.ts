// The tables of docs/events.md, out of the schemas that events are checked by. What stands between the marks is generated, the
// rest of the page is written by hand.
import { z } from "zod";
import { eventDataSchemas } from "../src/domains/ingest/event-data.js";

/** Part of JSON Schema that our schemas use. */
interface Member {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Member[];
  readonly items?: Member;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
}

/** The page with every table as the schemas have it. */
export function renderEventsPage(page: string): string {
  return page.replace(
    /(<!-- data of ([\w.]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_whole, begin: string, type: string, end: string) => `${begin}\n${toTable(type)}\n${end}`,
  );
}

function toTable(type: string): string {
  const schema = Object.entries(eventDataSchemas).find(([name]) => name === type)?.[1];
  if (schema === undefined) throw new Error(`There is no type ${type}.`);
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" }) as Member;
  const rows = Object.entries(properties).flatMap(([name, member]) =>
    toRows(name, member, required.includes(name)),
  );
  return ["| member of `data` | form | needed | what it is |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function toRows(name: string, given: Member, isNeeded: boolean): readonly string[] {
  const member =
    given.anyOf?.find(({ type, enum: names }) => type !== "null" || names !== undefined) ?? given;
  const description = given.description ?? member.description ?? "";
  const row = `| \`${name}\` | ${toForm(member)} | ${isNeeded ? "yes" : "no"} | ${description.replaceAll("|", "\\|")} |`;
  const inner = Object.entries(member.properties ?? {}).flatMap(([part, one]) =>
    toRows(`${name}.${part}`, one, isNeeded && (member.required ?? []).includes(part)),
  );
  return [row, ...inner];
}

function toForm({
  type,
  enum: names,
  maxLength,
  pattern,
  minimum,
  maximum,
  items,
  maxItems,
}: Member): string {
  if (names !== undefined) return names.map((name) => `\`${name}\``).join(" ");
  switch (type) {
    case "string":
      if (pattern !== undefined) return `text like \`${pattern.replaceAll("|", "\\|")}\``;
      return maxLength === undefined ? "text" : `text, at most ${String(maxLength)} characters`;
    case "integer":
      return `whole number from ${String(minimum)} to ${String(maximum)}`;
    case "number":
      return `number from ${String(minimum)} to ${String(maximum)}`;
    case "boolean":
      return "true or false";
    case "array":
      return `list, at most ${String(maxItems)}: ${toForm(items ?? {})}`;
    default:
      return "object";
  }
}
