// Visits under way: a few at a time, one hit after another, and now and then somebody who cannot decide.
import type { Random } from "../random.js";
import type { HitRow } from "../tables.js";
import { drawSession, type SessionHit, type Visitor } from "../web-events/draw-session.js";

/** How many visits are under way at a time. */
const concurrency = 4;
/** Share of visitors who look at one product three times without applying. */
const hesitantShare = 0.06;

/** The live visits to the website and the app. */
export class LiveVisits {
  readonly #open: SessionHit[][] = [];

  constructor(
    readonly random: Random,
    readonly visitors: readonly Visitor[],
  ) {}

  /** The next hit, without id and time. */
  next(): Omit<HitRow, "hit_id" | "hit_ts"> {
    while (this.#open.length < concurrency) this.#open.push(this.#begin());
    const index = this.random.integer(0, this.#open.length - 1);
    const visit = this.#open[index] ?? [];
    const [first] = visit.splice(0, 1);
    if (visit.length === 0) this.#open.splice(index, 1);
    const { at: _, ...hit } = first as SessionHit;
    return hit;
  }

  #begin(): SessionHit[] {
    const { random } = this;
    const visitor = random.pick(this.visitors);
    if (!random.chance(hesitantShare)) return drawSession(random, visitor, 0);
    const product = random.weighted(visitor.interests);
    return [1, 2, 3].flatMap(() => drawSession(random, visitor, 0, product));
  }
}
