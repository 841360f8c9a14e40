// Draws what was said: topic, product, summary, the agent's note, outcome, satisfaction and sentiment that fit each other.
import type { Place } from "../catalogue/places.js";
import { listFitting, type BankProduct } from "../catalogue/products.js";
import type { Random } from "../random.js";
import { fillSlots } from "./fill-slots.js";
import { closings, outcomes } from "./texts/closings.js";
import type { Tone, Topic } from "./topic.js";
import { topics } from "./topics.js";

/** Who speaks. */
export interface Speaker {
  readonly language: "ko" | "en";
  readonly age: number;
  readonly held: readonly BankProduct[];
  readonly place: Place;
}

/** What was said. */
export interface Conversation {
  readonly language: "ko" | "en";
  readonly topic: string;
  readonly product: string | null;
  readonly summary: string;
  readonly note: string | null;
  readonly outcome: string;
  readonly satisfaction: number | null;
  readonly sentiment: string;
}

const weightedTopics = topics.map((topic) => [topic, topic.weight] as const);
const generalTopics = weightedTopics.filter(([topic]) => topic.categories.length === 0);

/** Draws a conversation. */
export function drawConversation(random: Random, speaker: Speaker): Conversation {
  const wanted = random.weighted(weightedTopics);
  const product = drawProduct(random, wanted, speaker);
  // Somebody for whom there is no product of the kind (a child and loans) talks about something else.
  const topic =
    product === undefined && wanted.categories.length > 0 ? random.weighted(generalTopics) : wanted;
  const [complaint, neutral, praise] = topic.tones;
  const tone = random.weighted<Tone>([
    ["complaint", complaint],
    ["neutral", neutral],
    ["praise", praise],
  ]);
  const { language } = speaker;
  const values = {
    product:
      (language === "en" ? product?.english : product?.name) ??
      (language === "en" ? "the account" : "가온 주거래통장"),
    ...(language === "en"
      ? speaker.place.english
      : { city: speaker.place.city, branch: speaker.place.branch }),
    amount:
      language === "en"
        ? `KRW ${String(random.integer(3, 900))},000`
        : `${String(random.integer(1, 90))}만 원`,
    days: String(random.integer(2, 9)),
  };
  const texts = topic[language];
  const note = [
    ...(random.chance(0.75) ? [random.pick(texts.details)] : []),
    ...(random.chance(0.7) ? [random.pick(closings[language][tone])] : []),
  ].map((sentence) => fillSlots(sentence, values));
  return {
    language,
    topic: topic.name,
    product: product?.name ?? null,
    summary: fillSlots(random.pick(texts[tone]), values),
    note: note.length === 0 ? null : note.join(" "),
    outcome: random.weighted(outcomes[tone]),
    satisfaction: random.chance(0.45) ? null : drawSatisfaction(random, tone),
    sentiment: drawSentiment(random, tone),
  };
}

function drawProduct(random: Random, topic: Topic, speaker: Speaker): BankProduct | undefined {
  if (topic.categories.length === 0) return undefined;
  const fits = (product: BankProduct): boolean => topic.categories.includes(product.category);
  const held = speaker.held.filter(fits);
  if (held.length > 0 && random.chance(0.7)) return random.pick(held);
  const fitting = listFitting(speaker.age).filter(([product]) => fits(product));
  return fitting.length === 0 ? undefined : random.weighted(fitting);
}

function drawSatisfaction(random: Random, tone: Tone): number {
  if (tone === "complaint")
    return random.weighted([
      [1, 55],
      [2, 38],
      [3, 7],
    ]);
  if (tone === "praise")
    return random.weighted([
      [5, 85],
      [4, 15],
    ]);
  return random.weighted([
    [3, 40],
    [4, 45],
    [5, 10],
    [2, 5],
  ]);
}

function drawSentiment(random: Random, tone: Tone): string {
  const [low, high] = { complaint: [-0.95, -0.3], neutral: [-0.2, 0.3], praise: [0.4, 0.97] }[tone] as [
    number,
    number,
  ];
  return (low + random.next() * (high - low)).toFixed(3);
}
