import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { describeSettings, toConfigurationPage, toEnvExample } from "../../src/config/describe-settings.js";
import { parseSettings } from "../../src/config/parse-settings.js";
import { sources } from "../../src/sources/index.js";

const schemas = sources.map((source) => source.settings);
const settings = describeSettings(schemas);

function read(name: string): Promise<string> {
  return readFile(new URL(`../../${name}`, import.meta.url), "utf8");
}

describe("the pages about settings", () => {
  test("are what the schemas say", async () => {
    expect(await read(".env.example")).toBe(toEnvExample(settings));
    expect(await read("docs/configuration.md")).toBe(toConfigurationPage(settings));
  });

  test("describe every setting, and whatever holds a password or a key is a secret", () => {
    expect(settings.filter(({ description, expected }) => description === "" || expected === "")).toEqual([]);
    const secrets = settings.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    expect(secrets).toEqual([
      "METRICS_TOKEN",
      "DATABASE_URL",
      "NATS_URL",
      "PERSONAL_DATA_KEYS",
      "RIGHTS_WEBHOOK_SECRETS",
      "TRIGGER_WEBHOOK_SECRETS",
      "WRITE_KEYS",
      "SERVER_WRITE_KEYS",
      "CRM_URL",
      "HOLDINGS_TOKEN",
      "CAMPAIGNS_CLIENT_SECRET",
      "WEB_EVENTS_URL",
      "TRANSFERS_URL",
      "CONSULTATIONS_URL",
    ]);
  });

  test("show defaults that are accepted", () => {
    const presets = settings
      .filter(({ preset }) => preset !== undefined)
      .map(({ name, preset }) => [name, preset]);
    expect(parseSettings(Object.fromEntries(presets), [], schemas)).toEqual(parseSettings({}, [], schemas));
  });
});
