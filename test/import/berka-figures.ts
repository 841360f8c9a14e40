// Figures of the Berka bank, read from the raw files by splitting lines: nothing of the importer is used here.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The fields of every complete line behind the header, without quotes. A line that the file's end cuts has no line end. */
export function readRawRows(folder: string, name: string): readonly (readonly string[])[] {
  const lines = readFileSync(join(folder, `berka_${name}.asc`), "latin1").split("\n");
  return lines.slice(1, -1).map((line) => line.replaceAll(/["\r]/g, "").split(";"));
}

/** Number of bookings and sums in hundredths of a crown. */
export interface AccountFigures {
  readonly bookings: number;
  readonly credits: number;
  readonly debits: number;
}

/** Figures by account: PRIJEM is money in, everything else money out. */
export function sumByAccount(rows: readonly (readonly string[])[]): ReadonlyMap<string, AccountFigures> {
  const figures = new Map<string, AccountFigures>();
  for (const [, account = "", , type, , amount = ""] of rows) {
    const { bookings, credits, debits } = figures.get(account) ?? { bookings: 0, credits: 0, debits: 0 };
    const hundredths = Math.round(Number(amount) * 100);
    const isCredit = type === "PRIJEM";
    figures.set(account, {
      bookings: bookings + 1,
      credits: credits + (isCredit ? hundredths : 0),
      debits: debits + (isCredit ? 0 : hundredths),
    });
  }
  return figures;
}
