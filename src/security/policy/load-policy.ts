import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OperatorError } from "../../shared/operator-error.js";
import { parsePolicy } from "./parse-policy.js";
import type { Policy } from "./policy.js";

/** The file that is shipped with the gateway. */
const shippedPolicyFile = fileURLToPath(new URL("../../../policy.yml", import.meta.url));

/** Reads a policy file, by default the shipped one. Throws OperatorError that lists every mistake with its line. */
export function loadPolicy(file: string = shippedPolicyFile): Policy {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new OperatorError(`The policy ${file} (POLICY_FILE) cannot be read (${reason}).`);
  }
  return parsePolicy(text, file);
}
