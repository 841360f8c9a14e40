import type { EndpointFigures } from "../domains/webhooks/webhook-delivery.js";

/** An endpoint and its deliveries in a line. */
export function describeEndpoint(figures: EndpointFigures): string {
  const { endpoint, isActive, pausedUntil, counts, oldestPendingAt, lastFailure } = figures;
  const waits = oldestPendingAt === null ? "" : ` (the oldest since ${oldestPendingAt})`;
  const why = lastFailure === null ? "" : ` (the last: ${lastFailure})`;
  const state = isActive ? "" : ", not in the settings any more";
  const paused = pausedUntil === null ? "" : `, left alone until ${pausedUntil}`;
  return (
    `${endpoint}: ${String(counts.PENDING)} waiting${waits}, ${String(counts.DELIVERED)} delivered, ` +
    `${String(counts.CANCELLED)} cancelled, ${String(counts.DEAD)} dead${why}${paused}${state}`
  );
}
