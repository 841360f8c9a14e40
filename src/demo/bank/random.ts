// The bank's only source of chance: small, fast and the same on every machine.

/** Reproducible random numbers (sfc32: three 32-bit words and a counter), seeded by a text. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    // FNV-1a in three variants spreads the text over the state.
    let a = 0x811c9dc5;
    let b = 0x01000193 ^ seed.length;
    let c = 0x9e3779b9;
    for (let index = 0; index < seed.length; index++) {
      const code = seed.charCodeAt(index);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b) + index;
      c = Math.imul(c ^ (code << 3), 0xc2b2ae35) ^ a;
    }
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let round = 0; round < 12; round++) this.next();
  }

  /** A number from 0 to below 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True in a share of the cases. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)] as Item;
  }

  /** One of a list that is not empty, in proportion to the weights. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return (items[items.length - 1] as readonly [Item, number])[0];
  }

  /** A number above 0 with mean 1 and a long tail: most are small, few are large. */
  skewed(): number {
    return -Math.log(1 - this.next() * 0.9999);
  }

  /** A whole number around `mean`: its floor, or one more in the share of its fraction. */
  around(mean: number): number {
    const floor = Math.floor(mean);
    return floor + (this.chance(mean - floor) ? 1 : 0);
  }

  /** Digits, the first of them possibly 0. */
  digits(count: number): string {
    let text = "";
    while (text.length < count) text += String(this.integer(0, 9));
    return text;
  }

  /** Lower-case hexadecimal digits. */
  hex(count: number): string {
    let text = "";
    while (text.length < count)
      text += Math.floor(this.next() * 65_536)
        .toString(16)
        .padStart(4, "0");
    return text.slice(0, count);
  }
}
