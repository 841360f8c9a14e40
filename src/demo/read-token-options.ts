// The command line of `npm run token`: text in, a request for a token out, or one message with the allowed values.
import { parseArgs } from "node:util";
import { Purpose } from "../domains/consent/consent.js";
import { Role } from "../security/viewer.js";
import { OperatorError } from "../shared/operator-error.js";
import type { TokenRequest } from "./token-issuer.js";

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A role as people write it on the command line: `internal-app`. */
export function toRoleName(role: Role): string {
  return role.toLowerCase().replaceAll("_", "-");
}

/** Parses the arguments; throws OperatorError. */
export function readTokenOptions(argv: readonly string[]): TokenRequest {
  const values = parse(argv);
  const mistakes: string[] = [];
  const role = Object.values(Role).find(
    (name) => toRoleName(name) === values.role?.toLowerCase().replaceAll("_", "-"),
  );
  if (!role) mistakes.push(`--role must be one of ${Object.values(Role).map(toRoleName).join(", ")}`);
  const purpose = Object.values(Purpose).find((name) => name === values.purpose?.toUpperCase());
  if (!purpose && values.purpose !== undefined) {
    mistakes.push(`--purpose must be one of ${Object.values(Purpose).join(", ")}`);
  }
  const lifetime = /^([1-9]\d{0,5})([smhd])$/.exec(values["expires-in"] ?? "12h");
  if (!lifetime) mistakes.push(`--expires-in must be a number and a unit, like 30m, 12h or 7d`);
  if (values.subject === "") mistakes.push("--subject must not be empty");
  if (!role || mistakes.length > 0) throw new OperatorError(mistakes.join("\n"));
  return {
    role,
    ...(purpose && { purpose }),
    subject: values.subject ?? `demo-${toRoleName(role)}`,
    expiresInSeconds: Number(lifetime?.[1]) * (unitSeconds[lifetime?.[2] ?? ""] ?? 1),
  };
}

function parse(argv: readonly string[]) {
  const option = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: { role: option, purpose: option, subject: option, "expires-in": option },
    }).values;
  } catch (error) {
    throw new OperatorError(
      `${error instanceof Error ? error.message : String(error)}\n` +
        "Usage: npm run --silent token -- --role ROLE [--purpose PURPOSE] [--subject NAME] [--expires-in 12h]",
    );
  }
}
