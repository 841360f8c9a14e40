import type {
  PersonalExport,
  PersonalExportStore,
  PersonalExportWriter,
} from "../domains/rights/personal-export.js";
import { fromPostgresText } from "../shared/instant.js";
import type { Query, Read, Statement } from "./statements.js";

const begin: Statement = {
  name: "exports-begin",
  text: `insert into personal_export (id, customer_id, access, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
};
// Under a lock on its export: an erasure that comes between would else wait for nothing and leave the part behind.
const addPart: Statement = {
  name: "exports-add-part",
  text: `with held as (select id from personal_export where id = $1 for key share)
         insert into personal_export_part (export_id, number, data) select id, $2, $3 from held returning 1`,
};
const discard: Statement = { name: "exports-discard", text: "delete from personal_export where id = $1" };
const byTokenHash: Statement = {
  name: "exports-by-token-hash",
  text: `select id, customer_id, access, created_at::text, expires_at::text from personal_export
          where token_hash = $1 and expires_at > $2::timestamptz`,
};
const onePart: Statement = {
  name: "exports-part",
  text: "select data from personal_export_part where export_id = $1 and number = $2",
};
const deleteExpired: Statement = {
  name: "exports-delete-expired",
  text: "delete from personal_export where expires_at <= $1::timestamptz returning 1",
};

type ExportRow = [
  id: string,
  customerId: string,
  access: PersonalExport["access"],
  createdAt: string,
  expiresAt: string,
];

/** The exports. */
export function createPersonalExportStore(read: Read): PersonalExportStore {
  return {
    async begin({ id, customerId, access, createdAt, expiresAt }) {
      await read(begin, [id, customerId, JSON.stringify(access), createdAt, expiresAt]);
    },
    async addPart(id, number, data) {
      return (await read(addPart, [id, number, data])).length === 1;
    },
    async discard(id) {
      await read(discard, [id]);
    },
    async findByTokenHash(hash, now) {
      const [row] = await read<ExportRow>(byTokenHash, [hash, now]);
      if (row === undefined) return undefined;
      const [id, customerId, access, createdAt, expiresAt] = row;
      const times = { createdAt: fromPostgresText(createdAt), expiresAt: fromPostgresText(expiresAt) };
      return { id, customerId, access, ...times };
    },
    async readPart(id, number) {
      const [row] = await read<[Uint8Array]>(onePart, [id, number]);
      return row?.[0];
    },
    async deleteExpired(now) {
      return (await read(deleteExpired, [now])).length;
    },
  };
}

/** The writes of exports in one transaction. */
export function createPersonalExportWriter(query: Query): PersonalExportWriter {
  return {
    async finish(id, tokenHash, expiresAt) {
      const finished = await query(
        "update personal_export set token_hash = $2, expires_at = $3::timestamptz where id = $1 returning 1",
        [id, tokenHash, expiresAt],
      );
      return finished.length === 1;
    },
  };
}
