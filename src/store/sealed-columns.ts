// Every column that is sealed or hashed under a master key. The commands that count keys and change them go through this
// list, so that a column which is not in it could make somebody retire a key that is still needed.

/** A column in which each row names its master key. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** What stands in front of the first dot of this SQL expression is the id of the key. */
  readonly expression: string;
  /**
   * SEALED and HASHED: the rotation changes them to another key. KEPT: a hash whose value nobody has any more, so that
   * its key has to stay as long as the row. PROOF: without the key a proof cannot be verified; everything else works.
   */
  readonly kind: "SEALED" | "HASHED" | "KEPT" | "PROOF";
}

function startingWithKey(table: string, column: string, kind: SealedColumn["kind"]): SealedColumn {
  return { table, column, expression: column, kind };
}

/** The columns of the store. */
export const sealedColumns: readonly SealedColumn[] = [
  startingWithKey("identity_link", "sealed_value", "SEALED"),
  startingWithKey("identity_link", "value_hash", "HASHED"),
  startingWithKey("held_event", "sealed_value", "SEALED"),
  startingWithKey("held_event", "value_hash", "HASHED"),
  startingWithKey("dead_letter", "sealed", "SEALED"),
  startingWithKey("suppressed_identity", "lookup", "KEPT"),
  startingWithKey("erased_customer", "lookup", "KEPT"),
  startingWithKey("access_segment", "key_id", "PROOF"),
  startingWithKey("access_account", "key_id", "PROOF"),
];
