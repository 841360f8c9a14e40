import type { KeyUsage } from "../store/key-maintenance.js";

const meanings: Readonly<Record<KeyUsage["kind"], string>> = {
  SEALED: "keys:rotate changes these",
  HASHED: "keys:rotate --lookup changes these",
  KEPT: "need this key as long as they are there",
  PROOF: "can be verified with this key only",
};

/** What `npm run keys:status` prints: for each key of the ring or of a row, what needs it, and whether it may go. */
export function describeKeyUsage(usages: readonly KeyUsage[], ringIds: readonly string[]): string {
  const ids = [...new Set([...ringIds, ...usages.map(({ keyId }) => keyId)])];
  const lines = ids.flatMap((id) => {
    const own = usages.filter(({ keyId }) => keyId === id);
    const place =
      id === ringIds[0]
        ? "seals what is new"
        : ringIds.includes(id)
          ? "opens what is older"
          : "NOT IN THE RING";
    const rows = own.map(
      ({ table, column, rows: count, kind }) =>
        `  ${String(count).padStart(10)} ${table}.${column} (${meanings[kind]})`,
    );
    const end =
      own.length === 0 && id !== ringIds[0] ? ["  nothing needs it: it may be taken out of the ring"] : [];
    return [`${id}: ${place}`, ...rows, ...end];
  });
  return `${lines.join("\n")}\n`;
}
