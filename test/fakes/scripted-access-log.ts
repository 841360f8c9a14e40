// An access log in memory that can fail, and that can be made to wait, on request.
import type { AccessNote, SharedAccessNote } from "../../src/domains/audit/access-entry.js";
import type { AccessLog } from "../../src/domains/audit/access-log.js";

/** Keeps what it is given, in order, and does before that what `before` does. */
export class ScriptedAccessLog implements AccessLog {
  readonly notes: AccessNote[] = [];
  /** Called before notes are kept; throw or wait to behave badly. */
  before: (notes: readonly AccessNote[]) => Promise<void> | void = () => undefined;

  async append(notes: readonly (AccessNote | SharedAccessNote)[]): Promise<void> {
    const ofReaders = notes.flatMap(toNotesOfReaders);
    await this.before(ofReaders);
    this.notes.push(...ofReaders);
  }

  /** What was kept since the last call. */
  take(): readonly AccessNote[] {
    return this.notes.splice(0);
  }
}

/** A note for each reader. */
export function toNotesOfReaders(note: AccessNote | SharedAccessNote): readonly AccessNote[] {
  if (!("readers" in note)) return [note];
  const { readers, ...what } = note;
  return readers.map((reader) => ({ ...what, ...reader }));
}
