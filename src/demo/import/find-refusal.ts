import { DatabaseError } from "pg";

/** Errors of the data of one row (SQLSTATE classes 22, 23 and P0) in words without values; undefined for every other error. */
export function findRefusal(error: unknown): string | undefined {
  if (!(error instanceof DatabaseError) || error.code === undefined || !/^(?:22|23|P0)/.test(error.code))
    return undefined;
  const where = error.column ?? error.constraint;
  const reason = refusals[error.code] ?? "the database refuses the row";
  return `${where === undefined ? "" : `${where}: `}${reason} (SQLSTATE ${error.code})`;
}

const refusals: Readonly<Record<string, string>> = {
  "22001": "text too long",
  "22003": "number out of range",
  "22007": "not a date",
  "22008": "date out of range",
  "22021": "a character that the database cannot store",
  "22P02": "value not of the column's type",
  "22P05": "a character that the database cannot store",
  "23502": "required value is missing",
  "23503": "refers to a record that is not there",
  "23505": "another record has this unique value",
  "23514": "breaks a rule of the table",
};
