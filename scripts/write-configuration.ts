// Writes `.env.example` and docs/configuration.md from the settings' schemas. With --check it writes nothing and fails
// when one of them is not current.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { describeSettings, toConfigurationPage, toEnvExample } from "../src/config/describe-settings.js";
import { sources } from "../src/sources/index.js";

const settings = describeSettings(sources.map((source) => source.settings));
const root = new URL("../", import.meta.url);
const pages = {
  ".env.example": toEnvExample(settings),
  "docs/configuration.md": toConfigurationPage(settings),
};

await mkdir(new URL("docs", root), { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const file = new URL(name, root);
  const current = await readFile(file, "utf8").catch(() => "");
  if (current === text) continue;
  if (process.argv.includes("--check")) {
    process.stderr.write(`${name} is not current: run "npm run configuration".\n`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
  }
}
