// `npm run rights:verify-certificate -- FILE`: whether a certificate of erasure is one of this gateway's, unchanged (docs/rights.md).
import { readFile } from "node:fs/promises";
import { parseSettings } from "../config/parse-settings.js";
import { readEnvironment } from "../config/read-environment.js";
import { parseCertificate } from "../domains/rights/certificate.js";
import { getKeyRing } from "../security/open-key-ring.js";
import { findCertificateFault } from "../security/sign-certificate.js";
import { OperatorError } from "../shared/operator-error.js";

try {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new OperatorError("Give the file of the certificate.");
  const certificate = parseCertificate(await readFile(file, "utf8"));
  if (certificate === undefined) throw new OperatorError("The file holds no certificate in JSON.");
  const ring = await getKeyRing(parseSettings(readEnvironment()));
  const fault = findCertificateFault(ring, certificate);
  if (fault !== undefined) throw new OperatorError(fault);
  process.stdout.write(
    `The certificate is genuine: ${String(certificate["pseudonym"])} was erased at ${String(certificate["erasedAt"])}.\n`,
  );
} catch (error) {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  if (!(error instanceof OperatorError) && !isMissing) throw error;
  process.stderr.write(`${isMissing ? "There is no such file." : error.message}\n`);
  process.exitCode = 1;
}
