import type { ChangePositionWriter, ReactionPositionWriter } from "../domains/events/positions.js";
import type { Query } from "./statements.js";

/** Positions of the change scans, in one transaction. */
export function createChangePositionWriter(query: Query): ChangePositionWriter {
  return {
    async find(source) {
      const [row] = await query<{ position: string }>(
        "select position from change_position where source = $1",
        [source],
      );
      return row?.position;
    },
    async save(source, position) {
      await query(
        `insert into change_position (source, position) values ($1, $2)
         on conflict (source) do update set position = excluded.position`,
        [source, position],
      );
    },
  };
}

/** Cursors of the reactions, in one transaction. */
export function createReactionPositionWriter(query: Query): ReactionPositionWriter {
  const read = async (reaction: string, partition: number, lock: string): Promise<bigint | undefined> => {
    const [row] = await query<{ cursor: string }>(
      `select cursor from reaction_position where name = $1 and partition = $2 ${lock}`,
      [reaction, partition],
    );
    return row === undefined ? undefined : BigInt(row.cursor);
  };
  return {
    find: (reaction, partition) => read(reaction, partition, ""),
    lock: (reaction, partition) => read(reaction, partition, "for update"),
    async save(reaction, partition, cursor) {
      await query(
        `insert into reaction_position as stored (name, partition, cursor) values ($1, $2, $3)
         on conflict (name, partition) do update set cursor = greatest(stored.cursor, excluded.cursor)`,
        [reaction, partition, cursor.toString()],
      );
    },
  };
}
