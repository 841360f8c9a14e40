// A person's data made ready to be fetched: kept sealed, in parts, under a token that only whoever asked for it knows.
import type { Access } from "../audit/access-entry.js";
import type { Instant } from "../../shared/instant.js";

/** An export; `access`: who asked for it. */
export interface PersonalExport {
  readonly id: string;
  readonly customerId: string;
  readonly access: Access;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** The exports, implemented by the store. */
export interface PersonalExportStore {
  /** An export that nobody can fetch yet. */
  begin(made: PersonalExport): Promise<void>;
  /** Adds a sealed part, numbered from 0; false when the export is gone, because the person was erased. */
  addPart(id: string, number: number, data: Uint8Array): Promise<boolean>;
  discard(id: string): Promise<void>;
  /** The export under the hash of a token, unless it has expired. */
  findByTokenHash(hash: string, now: Instant): Promise<PersonalExport | undefined>;
  readPart(id: string, number: number): Promise<Uint8Array | undefined>;
  /** Deletes what has expired; answers how many that were. */
  deleteExpired(now: Instant): Promise<number>;
}

/** Writes of exports inside a transaction. */
export interface PersonalExportWriter {
  /** Lets whoever knows the token fetch the export; false when it is gone. */
  finish(id: string, tokenHash: string, expiresAt: Instant): Promise<boolean>;
}

/** Seals the parts of an export, each for its place. */
export interface ExportCipher {
  seal(exportId: string, number: number, isLast: boolean, text: Buffer): Uint8Array;
  /** The text and whether it is the last part; throws when it was changed or moved. */
  open(
    exportId: string,
    number: number,
    data: Uint8Array,
  ): { readonly text: Buffer; readonly isLast: boolean };
}
