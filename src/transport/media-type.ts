/** The two media types of GraphQL over HTTP §4.1. */
export type ResponseMediaType = "application/graphql-response+json" | "application/json";

/** The media type of an answer that Apollo does not write: what the caller prefers; JSON when it prefers neither. */
export function chooseMediaType(accept: string | undefined): ResponseMediaType {
  const graphql = qualityOf(accept ?? "", "application/graphql-response+json");
  return isPreferred(graphql, qualityOf(accept ?? "", "application/json"))
    ? "application/graphql-response+json"
    : "application/json";
}

/** Whether the caller wants server-sent events rather than one document or a multipart answer. */
export function prefersEventStream(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes(eventStream)) return false;
  const wanted = qualityOf(accept, eventStream);
  return wanted.quality > 0 && others.every((type) => !isPreferred(qualityOf(accept, type), wanted));
}

const eventStream = "text/event-stream";
const others = ["application/json", "application/graphql-response+json", "multipart/mixed"];

interface Quality {
  readonly quality: number;
  readonly position: number;
}

function isPreferred(left: Quality, right: Quality): boolean {
  if (left.quality === 0) return false;
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
