/** The two media types of GraphQL over HTTP §4.1. */
export type ResponseMediaType = "application/graphql-response+json" | "application/json";

/** The media type of an answer that Apollo does not write: what the caller prefers; JSON when it prefers neither. */
export function chooseMediaType(accept: string | undefined): ResponseMediaType {
  const graphql = qualityOf(accept ?? "", "application/graphql-response+json");
  return graphql.quality > 0 && isPreferred(graphql, qualityOf(accept ?? "", "application/json"))
    ? "application/graphql-response+json"
    : "application/json";
}

interface Quality {
  readonly quality: number;
  readonly position: number;
}

function isPreferred(left: Quality, right: Quality): boolean {
  return left.quality > right.quality || (left.quality === right.quality && left.position < right.position);
}

// Named types only: a wildcard prefers neither.
function qualityOf(accept: string, type: string): Quality {
  const ranges = accept.split(",").map((range) =>
    range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  const position = ranges.findIndex(([name]) => name === type);
  if (position === -1) return { quality: 0, position };
  const parameter = ranges[position]!.find((part) => part.startsWith("q="));
  const quality = parameter === undefined ? 1 : Number(parameter.slice(2));
  return { quality: Number.isFinite(quality) ? quality : 0, position };
}
