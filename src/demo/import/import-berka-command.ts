// `npm run import:berka -- <folder>`: the whole Berka bank in the order in which its files hang together.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEnvironment } from "../../config/read-environment.js";
import { OperatorError } from "../../shared/operator-error.js";
import { runImport } from "./run-import.js";

const parts = [
  ["crm", "client"],
  ["transfers", "account"],
  ["transfers", "disp"],
  ["transfers", "trans"],
  ["crm", "card"],
  ["crm", "loan"],
] as const;

try {
  const [folder, reports, ...more] = process.argv.slice(2);
  if (folder === undefined || more.length > 0) {
    throw new OperatorError(
      "Usage: npm run import:berka -- <folder of berka_*.asc> [folder for the reports]",
    );
  }
  const missing = parts.map(([, name]) => fileOf(folder, name)).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new OperatorError(`These files are missing: ${missing.join(", ")}`);
  if (reports !== undefined) await mkdir(reports, { recursive: true });
  for (const [source, name] of parts) {
    const mapping = fileURLToPath(new URL(`../../../examples/mappings/berka/${name}.yml`, import.meta.url));
    const report = reports === undefined ? [] : ["--report", join(reports, `${name}-rejects.csv`)];
    await runImport([source, fileOf(folder, name), "--mapping", mapping, ...report], {
      environment: readEnvironment(),
      output: (text) => process.stdout.write(text),
      progress: process.stderr,
    });
  }
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function fileOf(folder: string, name: string): string {
  return join(folder, `berka_${name}.asc`);
}
