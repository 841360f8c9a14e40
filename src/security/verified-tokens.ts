// Tokens whose signature was verified lately: a client sends the same one with every request, and verifying ES256 costs
// more than most answers (about 0.1 ms of CPU). Only the signature is remembered; the end of the token is judged each time.
import type { JWTPayload } from "jose";

/** No longer than this a token outlives the withdrawal of the key that signed it; known keys are kept longer than that. */
const maxAgeMs = 30_000;
const maxTokens = 10_000;

interface Verified {
  readonly payload: JWTPayload;
  readonly verifiedAtMs: number;
}

/** Remembers what verified tokens say; the oldest go first. */
export class VerifiedTokens {
  private readonly tokens = new Map<string, Verified>();

  /** What a token says, when it was verified lately and has not ended. */
  find(token: string, now: Date): JWTPayload | undefined {
    const known = this.tokens.get(token);
    if (known === undefined) return undefined;
    const ageMs = now.getTime() - known.verifiedAtMs;
    const hasEnded = (known.payload.exp ?? 0) * 1_000 <= now.getTime();
    if (ageMs >= 0 && ageMs < maxAgeMs && !hasEnded) return known.payload;
    this.tokens.delete(token);
    return undefined;
  }

  /** Remembers a token that has just been verified. */
  keep(token: string, payload: JWTPayload, now: Date): void {
    this.tokens.delete(token);
    if (this.tokens.size >= maxTokens) this.tokens.delete(this.tokens.keys().next().value ?? "");
    this.tokens.set(token, { payload, verifiedAtMs: now.getTime() });
  }
}
