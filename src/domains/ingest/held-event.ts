import type { ParsedEvent } from "./parsed-event.js";

/** An event that waits for its identity to become somebody's. */
export type HeldEvent = Omit<ParsedEvent, "claim" | "id">;
