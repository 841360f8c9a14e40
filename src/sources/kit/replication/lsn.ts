// Places in a server's write-ahead log, and the text in which a follower keeps its own.

/** A place in the log, in bytes from its beginning. */
export type Lsn = bigint;

/** Reads PostgreSQL's text of a place, `16/B374D848`. */
export function parseLsn(text: string): Lsn {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  if (high === undefined || low === undefined) throw new Error("A place in a write-ahead log is malformed.");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The place as PostgreSQL writes it. */
export function toLsnText(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffff_ffffn).toString(16)}`.toUpperCase();
}

/**
 * How far a source was followed. A place means something only in the log that it was read from (`system`) and for what
 * was published there at that time (`publication`): after a failover to another server, or with a publication that was
 * made anew, changes may lie before it that were never sent.
 */
export interface ReplicationPosition {
  readonly system: string;
  readonly publication: string;
  readonly lsn: Lsn;
}

/** Reads a position; undefined when it is none, as one of another version. */
export function findReplicationPosition(text: string | undefined): ReplicationPosition | undefined {
  const [, system, publication, lsn] = /^(\d+)\.([0-9a-f]+)\.([0-9A-F]+\/[0-9A-F]+)$/.exec(text ?? "") ?? [];
  if (system === undefined || publication === undefined || lsn === undefined) return undefined;
  return { system, publication, lsn: parseLsn(lsn) };
}

/** The position as text. */
export function toReplicationPositionText({ system, publication, lsn }: ReplicationPosition): string {
  return `${system}.${publication}.${toLsnText(lsn)}`;
}
