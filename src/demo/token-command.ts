// `npm run --silent token`: prints one token for the running demo and nothing else.
import { parseSettings } from "../config/parse-settings.js";
import { readEnvironment } from "../config/read-environment.js";
import { OperatorError } from "../shared/operator-error.js";
import { readTokenOptions } from "./read-token-options.js";
import { findTokenIssuer } from "./token-issuer.js";

try {
  const request = readTokenOptions(process.argv.slice(2));
  const { dataDir, oidc } = parseSettings(readEnvironment());
  if (oidc)
    throw new OperatorError(`The gateway takes tokens of ${oidc.issuer} (OIDC_ISSUER), not of the demo.`);
  const issuer = await findTokenIssuer(dataDir);
  if (!issuer) throw new OperatorError(`There is no demo in ${dataDir} (DATA_DIR): run "npm start" first.`);
  process.stdout.write(`${await issuer.issueToken(request)}\n`);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
