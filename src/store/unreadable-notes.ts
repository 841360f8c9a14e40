import type { Logger } from "../observability/logger.js";

/** Hears of an identity that does not open. */
export type NoteUnreadable = (customerId: string, sealed: string, error: unknown) => void;

const mostNotes = 1_000;

/** One line in the log for each sealed text that does not open, however often it is read. */
export function createUnreadableNotes(logger: Logger): NoteUnreadable {
  const noted = new Set<string>();
  return (customerId, sealed, error) => {
    if (noted.has(sealed) || noted.size >= mostNotes) return;
    noted.add(sealed);
    logger.error({ customerId, err: error }, "An identity of a customer cannot be opened.");
  };
}
