import type { ErasureStore } from "../domains/rights/erasure.js";
import { erasureColumns, toErasure, type ErasureRow } from "./erasure-rows.js";
import type { Read, Statement } from "./statements.js";

const newestErasures: Statement = {
  name: "newest-erasures",
  text: `select ${erasureColumns} from erasure
          where $2::timestamptz is null or (erased_at, id::text collate "C") < ($2, $3)
          order by erased_at desc, id desc limit $1`,
};

/** Erasures that were done. */
export function createErasureStore(read: Read): ErasureStore {
  return {
    async listErasures({ limit, after }) {
      const rows = await read<ErasureRow>(newestErasures, [limit, after?.at ?? null, after?.id ?? null]);
      return rows.map(toErasure);
    },
  };
}
