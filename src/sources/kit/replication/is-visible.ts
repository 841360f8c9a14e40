// The write-ahead log tells of a commit a moment before other sessions see it; longer where the commit waits for a
// standby. Whoever is told of a change reads its record, so it is told when it can be read.

/** Whether a transaction's changes are seen under a snapshot, given as `pg_current_snapshot()` writes it. */
export function isVisible(snapshot: string, xid: number): boolean {
  const [, , end = "", running = ""] = /^(\d+):(\d+):([\d,]*)$/.exec(snapshot) ?? [];
  if (end === "") throw new Error("A snapshot is malformed.");
  const xmax = BigInt(end);
  // The log has the lower half of the number only: the whole one is that which lies nearest to the snapshot's end.
  const nearest = xmax + BigInt.asIntN(32, BigInt(xid) - xmax);
  return nearest < xmax && !running.split(",").includes(String(nearest));
}
