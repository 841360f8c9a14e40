/** What a system does wrong. */
export type Misbehaviour =
  /** It answers that it cannot: HTTP 500, PostgreSQL 57P03. */
  | "failing"
  /** It has too many to serve and says when to come again: HTTP 429 with Retry-After, PostgreSQL 53300. */
  | "crowded"
  /** It takes the request and never answers. */
  | "hanging"
  /** Its answer breaks off. */
  | "malformed"
  /** The first record of its answer is not of the agreed form. */
  | "bad record";

/** A system that does as it is told, and without being told as the real one behind it. */
export interface MisbehavingSystem extends AsyncDisposable {
  readonly url: string;
  readonly behave: (mode: Misbehaviour | undefined) => void;
}
