// Where a scan stands in a table that is numbered by a sequence. A transaction takes its numbers before it commits, so a
// reader that goes by the highest number alone passes rows that show up later below it. The position therefore keeps
// every range of numbers that has not been seen yet: gaps are asked again with each call, rows are not.

/** Numbers not seen yet, both ends included; the last range of a position is open. */
export interface UnseenRange {
  readonly low: number;
  readonly high: number;
}

/** Numbers that a rolled back transaction took never come; asking for the newest gaps only keeps the position short. */
const maxRanges = 64;

const rangePattern = /^(\d+)-(\d*)$/;

/** Reads a position; undefined is the beginning. Throws when it is not a position of this kind. */
export function parseChangePosition(position: string | undefined): readonly UnseenRange[] {
  if (position === undefined) return [{ low: 0, high: Infinity }];
  return position.split(".").map((part) => {
    const [, low, high] = rangePattern.exec(part) ?? [];
    if (low === undefined) throw new Error("The position of a change scan is malformed.");
    return { low: Number(low), high: high === undefined || high === "" ? Infinity : Number(high) };
  });
}

/** The position as text. */
export function toChangePosition(ranges: readonly UnseenRange[]): string {
  return ranges.map(({ low, high }) => `${String(low)}-${high === Infinity ? "" : String(high)}`).join(".");
}

/** What is left unseen after the numbers `seen`, which must be in ascending order and out of `ranges`. */
export function withoutSeen(ranges: readonly UnseenRange[], seen: readonly number[]): readonly UnseenRange[] {
  const left: UnseenRange[] = [];
  let next = 0;
  for (const range of ranges) {
    let low = range.low;
    for (let number = seen[next]; number !== undefined && number <= range.high; number = seen[next]) {
      if (number > low) left.push({ low, high: number - 1 });
      low = number + 1;
      next += 1;
    }
    if (low <= range.high) left.push({ low, high: range.high });
  }
  return left.slice(-maxRanges);
}
