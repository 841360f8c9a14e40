// The data set of Apollo's subgraph compatibility suite, as its guide prescribes it.

/** A user as the products subgraph knows them. */
export const user = { email: "support@apollographql.com", name: "Jane Smith", totalProductsCreated: 1337 };

const dimensions = { size: "small", weight: 1, unit: "kg" };

/** Studies by their case numbers. */
export const studies = [
  { caseNumber: "1234", description: "Federation Study" },
  { caseNumber: "1235", description: "Studio Study" },
] as const;

/** The product that was replaced. */
export const deprecatedProduct = {
  sku: "apollo-federation-v1",
  package: "@apollo/federation-v1",
  reason: "Migrate to Federation V2",
};

/** Products; `study` is the place of their research in `studies`. */
export const products = [
  {
    id: "apollo-federation",
    sku: "federation",
    package: "@apollo/federation",
    variation: { id: "OSS" },
    dimensions,
    study: studies[0],
  },
  {
    id: "apollo-studio",
    sku: "studio",
    package: "",
    variation: { id: "platform" },
    dimensions,
    study: studies[1],
  },
] as const;
