// Who asks, in which role, for which purpose. Made by `authenticate` from a verified token; nothing else may make one.
import type { Purpose } from "../domains/consent/consent.js";
import { enumOf, type NameOf } from "../shared/enum-of.js";

/** What a viewer is to the company. */
export const Role = enumOf("FRONTEND", "AGENT", "INTERNAL_APP", "ANALYST", "PRIVACY_OFFICER", "ADMIN");
export type Role = NameOf<typeof Role>;

/** Who asks. `expiresAt` is the end of the token: on the socket nothing is sent after it. */
export interface Viewer {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly purpose: Purpose;
  readonly expiresAt: Date;
  /** Branches and customers (by CRM id or our id) that the token assigns to the viewer; absent when it assigns none. */
  readonly branches?: readonly string[];
  readonly cases?: readonly string[];
}
