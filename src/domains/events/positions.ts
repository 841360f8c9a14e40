// How far somebody has come: in a source's changes, and in the log. Kept with what was done on the way there.

/** Positions of the change scans. Saved in the transaction of the events that the changes became, so that none is lost. */
export interface ChangePositionWriter {
  /** Where the change scan of a source goes on; undefined when it was never followed. */
  find(source: string): Promise<string | undefined>;
  /** Replaces the position. Two followers of one source may set each other back: its events are deduplicated. */
  save(source: string, position: string): Promise<void>;
}

/** Cursors up to which a reaction has seen the parts of the log. Saved in the transaction of what was done on the way. */
export interface ReactionPositionWriter {
  /** Cursor of the last event of the part that the reaction is done with; undefined when it has never run. */
  find(reaction: string, partition: number): Promise<bigint | undefined>;
  /** As `find`, and makes everybody else who locks it wait until the transaction ends. */
  lock(reaction: string, partition: number): Promise<bigint | undefined>;
  /** Moves the cursor on; a cursor below the saved one changes nothing. */
  save(reaction: string, partition: number, cursor: bigint): Promise<void>;
}
