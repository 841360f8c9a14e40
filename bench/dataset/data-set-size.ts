// What a data set is made of. Everything follows from the number of customers and a seed.

/** How many rows a data set has. */
export interface DataSetSize {
  readonly customers: number;
  readonly webEvents: number;
  readonly transfers: number;
  readonly consultations: number;
}

/** The same seed gives the same rows on every machine. */
export const dataSetSeed = 1;

/** The day on which the records end; fixed, so that the rows do not depend on the day of the run. */
export const dataSetUntil = new Date("2026-11-01T00:00:00Z");

/** The number of customers that all published figures are about. */
export const publishedCustomers = 50_000;

/** Rows in proportion to the customers: 50,000 have 2 M web events, 1 M transfers and 200,000 consultations. */
export function toDataSetSize(customers: number): DataSetSize {
  return {
    customers,
    webEvents: customers * 40,
    transfers: customers * 20,
    consultations: customers * 4,
  };
}
