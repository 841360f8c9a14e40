// The log in parts, so that several workers share its events and one customer's events stay in order.

/** Into how many parts the log is divided. Positions and leases are kept by part: changing it takes a migration. */
export const partitionCount = 16;

/** The part that a customer's events are in: the first byte of the id, which is a hash already. */
export function partitionOf(customerId: string): number {
  return Number.parseInt(customerId.slice(0, 2), 16) % partitionCount;
}
