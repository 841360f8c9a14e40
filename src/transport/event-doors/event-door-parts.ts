import type { createIngest } from "../../ingest/ingest-events.js";
import type { FindWriteKey } from "../../security/write-keys.js";

/** What the doors stand on. */
export interface EventDoorParts {
  readonly ingest: ReturnType<typeof createIngest>;
  readonly findWriteKey: FindWriteKey;
}
