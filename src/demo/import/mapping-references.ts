// What one place of a mapping says about another. Reads unchecked YAML, so that these mistakes stand in the same list as
// those of the schema, whatever else is wrong.

/** Mistakes between the parts of a mapping, each with its YAML path. */
export function listReferenceMistakes(raw: unknown): readonly string[] {
  const whole = toObject(raw);
  const columns = toObject(whole["columns"]);
  const mistakes: string[] = [];
  const keys: readonly unknown[] = Array.isArray(whole["key"]) ? whole["key"] : [whole["key"]];
  keys.forEach((name, index) => {
    if (typeof name !== "string" || Object.hasOwn(columns, name)) return;
    mistakes.push(
      `key${Array.isArray(whole["key"]) ? `[${index}]` : ""}: "${name}" is not among the columns`,
    );
  });
  const hashed = Object.keys(columns).filter((name) => toObject(columns[name])["rowHash"] !== undefined);
  mistakes.push(
    ...hashed.slice(1).map((name) => `columns.${name}.rowHash: only one column can be a row hash`),
  );
  for (const [name, column] of Object.entries(columns)) {
    mistakes.push(...listStepMistakes(toObject(column)["do"], `columns.${name}.do`, whole));
    for (const [member, value] of Object.entries(toObject(toObject(column)["json"]))) {
      mistakes.push(...listStepMistakes(toObject(value)["do"], `columns.${name}.json.${member}.do`, whole));
    }
  }
  return mistakes;
}

function listStepMistakes(
  steps: unknown,
  path: string,
  whole: Readonly<Record<string, unknown>>,
): readonly string[] {
  const list: readonly unknown[] = Array.isArray(steps) ? steps : [steps];
  return list.flatMap((item, index) => {
    const step = toObject(item);
    const at = Array.isArray(steps) ? `${path}[${index}]` : path;
    const mistakes: string[] = [];
    const lookup = step["lookup"];
    if (typeof lookup === "string" && !Object.hasOwn(toObject(whole["lookups"]), lookup)) {
      mistakes.push(`${at}.lookup: "${lookup}" is not among the lookups`);
    }
    for (const verb of ["date", "datetime"]) {
      const settings = toObject(step[verb]);
      if (hasShortYear(settings["format"]) && (settings["yearsFrom"] ?? whole["yearsFrom"]) === undefined) {
        mistakes.push(`${at}.${verb}: two-digit years need yearsFrom (e.g. 1950 for 1950 to 2049)`);
      }
    }
    return mistakes;
  });
}

function hasShortYear(format: unknown): boolean {
  const formats: readonly unknown[] = Array.isArray(format) ? format : [format];
  return formats.some((one) => typeof one === "string" && /yy/.test(one.replace(/yyyy|'[^']*'/g, "")));
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
