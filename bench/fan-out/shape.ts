// What is fanned out to whom. The same for everybody who is measured.

/** Subscribers, all connected by WebSocket, each with one subscription. */
export const subscriberCount = 5_000;

/** Groups of equal operation, variables and rights; each follows a customer of its own. */
export const groupCount = 100;

/** What an agent's screen follows of a customer. */
export const operation = `subscription AgentLive($customerId: ID!, $after: String) {
  customerContext(customerId: $customerId, after: $after) {
    cursor
    kind
    customer { id }
    record {
      __typename
      ... on WebEvent { id type name occurredAt channel product }
      ... on Transfer { id direction amount { amount currency } bookedAt }
      ... on Consultation { id channel topic summary startedAt }
    }
  }
}`;

/** Surrounds the time at which an event is due; in no other place of a payload. */
const mark = "@";
export const markByte = mark.charCodeAt(0);

/** Milliseconds since 1970 with fractions, which all processes of a machine read alike. */
export function readTime(): number {
  return performance.timeOrigin + performance.now();
}

/** The product that an event is about: it carries the time at which the event is due. */
export function toProduct(dueAt: number): string {
  return `Savings ${mark}${dueAt.toFixed(3)}${mark}`;
}

/** A payload with another due time in it, of the same length. */
export function stamp(payload: string, dueAt: number): string {
  return payload.replace(/@\d+\.\d{3}@/, `${mark}${dueAt.toFixed(3)}${mark}`);
}
