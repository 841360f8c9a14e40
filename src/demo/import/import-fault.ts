// The two ways in which an import can go wrong: a fault ends the command, a refused row goes to the report.

import { OperatorError } from "../../shared/operator-error.js";

/** What ends an import with exit code 1: a missing file, a wrong mapping, a database that does not answer. */
export class ImportFault extends OperatorError {}

/** Why one row is refused. The reason names columns and never repeats a value, so that it may be shown anywhere. */
export class RowRefused extends Error {
  override readonly name = "RowRefused";
}

/** A fault that lists every mistake of one thing, each with the place where it is. */
export function faultOfMistakes(subject: string, mistakes: readonly string[]): ImportFault {
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  return new ImportFault(
    `${subject} has ${count}:\n${mistakes.map((mistake) => `  - ${mistake}`).join("\n")}`,
  );
}
