// What an answer tells of persons, found in its JSON alone: the tests' own eye, which knows nothing of the gateway's.

/** Blocks of a customer that need a purpose's consent; below them everything is personal. */
export const blocks = [
  "profile",
  "products",
  "contacts",
  "webEvents",
  "transfers",
  "consultations",
  "timeline",
  "triggers",
] as const;

/** A document's part that asks for something of every block. */
export const everyBlock = `fragment Everything on Customer {
  id
  profile { displayName tier branch }
  products { product }
  contacts(first: 2) { edges { node { id result } } }
  webEvents(first: 2) { edges { node { id name url } } }
  transfers(first: 2) { edges { node { id accountId amount { amount } } } }
  consultations(first: 2) { edges { node { id topic } } }
  timeline(first: 3) { edges { node { kind occurredAt record { __typename } } } }
  triggers(first: 2) { edges { node { id title evidence { __typename } } } }
}`;

/** How many values stand in the blocks of all customers in the answer. */
export function countPersonalValues(answer: unknown): number {
  if (Array.isArray(answer)) return answer.reduce<number>((sum, item) => sum + countPersonalValues(item), 0);
  if (answer === null || typeof answer !== "object") return 0;
  return Object.entries(answer).reduce((sum, [name, value]) => {
    const isBlock = (blocks as readonly string[]).includes(name);
    return sum + (isBlock ? countValues(value) : countPersonalValues(value));
  }, 0);
}

function countValues(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value !== "object") return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + countValues(member), 0);
}
