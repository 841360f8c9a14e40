// Every column that is sealed or hashed under a master key. The commands that count keys and change them go through this
// list, so that a column which is not in it could make somebody retire a key that is still needed.

/** A column whose values begin with the id of their master key and a dot. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Hashes are made again from what is sealed beside them; what is sealed is opened and sealed again. */
  readonly kind: "hashed" | "sealed";
}

/** The columns of the store. */
export function listSealedColumns(): readonly SealedColumn[] {
  return [
    { table: "identity_link", column: "value_hash", kind: "hashed" },
    { table: "identity_link", column: "sealed_value", kind: "sealed" },
  ];
}
