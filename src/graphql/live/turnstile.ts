// Lets only so much be under way at once; the rest waits in order.

/** A bound on what is under way. */
export class Turnstile {
  readonly #waiting: { readonly weight: number; readonly enter: () => void }[] = [];
  #inside = 0;

  constructor(private readonly capacity: number) {}

  /** Runs work of this weight when there is room; what is heavier than the capacity runs alone. */
  async pass<Result>(weight: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting.length > 0 || !this.#hasRoom(weight)) {
      await new Promise<void>((enter) => this.#waiting.push({ weight, enter }));
    } else this.#inside += weight;
    try {
      return await work();
    } finally {
      this.#inside -= weight;
      this.#admit();
    }
  }

  #hasRoom(weight: number): boolean {
    return this.#inside === 0 || this.#inside + weight <= this.capacity;
  }

  #admit(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#hasRoom(next.weight);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#inside += next.weight;
      next.enter();
    }
  }
}
