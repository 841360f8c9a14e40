import { toStars } from "./characters.js";

// A year alone is the whole of what there is to hide, and so is a date of six digits.
const withYear = /^((?:19|20)\d{2})(?=\D*[\d*])(.+)$/su;
const format = /^[\s./년월일-]$/u;

/** Hides a day of birth: `1988-03-14` becomes `1988-**-**`, `1988년 3월 14일` becomes `1988년 *월 **일`. */
export function maskBirthDate(text: string): string {
  const [, year = "", rest = text] = withYear.exec(text.normalize("NFC")) ?? [];
  return year + toStars(rest, format);
}
