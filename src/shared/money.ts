/** An exact amount: decimal text and an ISO 4217 code. Never a float. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** Up to here every decimal has a double of its own, in the same order. */
const exactDigits = 15;

/** Below zero when the decimal text `left` is the smaller number. Exact, however long the texts are. */
export function compareDecimals(left: string, right: string): number {
  if (left.length <= exactDigits && right.length <= exactDigits) return Number(left) - Number(right);
  const scale = Math.max(countDecimals(left), countDecimals(right));
  const difference = toScaled(left, scale) - toScaled(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function countDecimals(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}

function toScaled(text: string, scale: number): bigint {
  return BigInt(text.replace(".", "") + "0".repeat(scale - countDecimals(text)));
}
