// What people talk about with the bank, and in which tone.
import type { ProductCategory } from "../catalogue/products.js";

/** Tone of a conversation. */
export type Tone = "complaint" | "neutral" | "praise";

/** Sentences of a topic in one language, by tone. Slots: `{product}`, `{city}`, `{branch}`, `{amount}`, `{days}`. */
export type TopicTexts = { readonly [Language in Tone]: readonly string[] } & {
  /** What the agent noted; fits every tone. */
  readonly details: readonly string[];
};

/** A topic of conversation. */
export interface Topic {
  /** As the contact centre writes it. */
  readonly name: string;
  /** Categories of product that it is about; empty when it is about none. */
  readonly categories: readonly ProductCategory[];
  readonly weight: number;
  /** Shares of complaint, neutral and praise. */
  readonly tones: readonly [number, number, number];
  readonly ko: TopicTexts;
  readonly en: TopicTexts;
}
