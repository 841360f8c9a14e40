// An access log in memory that can fail, and that can be made to wait, on request.
import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import type { AccessLog } from "../../src/domains/audit/access-log.js";

/** Keeps what it is given, in order, and does before that what `before` does. */
export class ScriptedAccessLog implements AccessLog {
  readonly notes: AccessNote[] = [];
  /** Called before notes are kept; throw or wait to behave badly. */
  before: (notes: readonly AccessNote[]) => Promise<void> | void = () => undefined;

  async append(notes: readonly AccessNote[]): Promise<void> {
    await this.before(notes);
    this.notes.push(...notes);
  }

  /** What was kept since the last call. */
  take(): readonly AccessNote[] {
    return this.notes.splice(0);
  }
}
