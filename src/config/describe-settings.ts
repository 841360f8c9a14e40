// The pages that are generated from the settings' schemas: `.env.example` and docs/configuration.md.
import { z } from "zod";
import { readSettingMeta, type SourceSettingsSchema } from "./parse-settings.js";
import { settingSchemas } from "./setting-schemas.js";

/** One setting as the pages show it. */
export interface SettingDescription {
  readonly name: string;
  readonly description: string;
  readonly expected: string;
  /** The value used when nothing is given; undefined: none. */
  readonly preset: string | undefined;
  readonly isSecret: boolean;
  readonly option: string | undefined;
}

/** All settings in the order of their schemas, those of the sources last. */
export function describeSettings(
  sourceSchemas: readonly SourceSettingsSchema[],
): readonly SettingDescription[] {
  const entries = [settingSchemas, ...sourceSchemas].flatMap(({ shape }) =>
    Object.entries<z.core.$ZodType>(shape),
  );
  return entries.map(([name, schema]) => {
    const { description = "", expected = "a text", secret = false, option } = readSettingMeta(schema);
    return { name, description, expected, preset: findPreset(schema), isSecret: secret, option };
  });
}

function findPreset(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodDefault) return String(schema.def.defaultValue);
  // A transformation stands around its input, which holds the default.
  return schema instanceof z.ZodPipe ? findPreset(schema.def.in) : undefined;
}

function toSentence(text: string): string {
  return text === "" || text.endsWith(".") ? text : `${text}.`;
}

/** The text of `.env.example`. */
export function toEnvExample(settings: readonly SettingDescription[]): string {
  const head =
    "# Generated from the settings' schemas by `npm run configuration`. Copy to .env and uncomment what you change.\n";
  const parts = settings.map(({ name, description, preset, isSecret }) => {
    return `\n# ${toSentence(description)}${isSecret ? " Secret." : ""}\n# ${name}=${preset ?? ""}\n`;
  });
  return head + parts.join("");
}

/** The text of docs/configuration.md. */
export function toConfigurationPage(settings: readonly SettingDescription[]): string {
  const rows = settings.map(({ name, description, expected, preset, isSecret, option }) => {
    const also = option ? ` (or \`${option}\`)` : "";
    const value = preset === undefined ? "none" : `\`${preset}\``;
    return `| \`${name}\`${also} | ${toSentence(description)} | ${expected} | ${value} | ${isSecret ? "yes" : "no"} |\n`;
  });
  return (
    "# Configuration\n\n" +
    "Generated from the settings' schemas by `npm run configuration`. Settings are environment variables; a `.env` file in\n" +
    "the working directory is read too, and what the environment sets wins over it. Broken settings stop the start with\n" +
    "one message that lists every mistake by name.\n\n" +
    "| setting | what it is | form | default | secret |\n|---|---|---|---|---|\n" +
    rows.join("") +
    "\n`OIDC_ISSUER` and `OIDC_AUDIENCE` go together. `NODE_ENV=production` needs `OIDC_ISSUER`, `DATABASE_URL`,\n" +
    "`PERSONAL_DATA_KEYS` and every variable of the sources, because it never uses the demo bank and makes no keys.\n"
  );
}
