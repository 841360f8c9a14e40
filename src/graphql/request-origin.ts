import type { Viewer } from "../security/viewer.js";

/** Who sent an operation, and from where. `signal` is aborted when nobody waits for the answer any longer. */
export interface RequestOrigin {
  readonly viewer: Viewer;
  readonly sourceIp: string;
  /** The client application: from the token when it says so, else as the client names itself. */
  readonly application: string | null;
  readonly requestId: string;
  readonly signal: AbortSignal;
}
