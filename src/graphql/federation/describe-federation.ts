// The parts that the federation specification adds, described as every other part of the API is.
import { isEnumType, isObjectType, type GraphQLSchema } from "graphql";

const descriptions: Readonly<Record<string, string>> = {
  _Any: "A representation: the __typename of an object and the fields of one of its keys.",
  _Entity: "Every type that has a key.",
  _Service: "What this service tells a router about itself.",
  "_Service.sdl": "The schema with its federation directives.",
  "Query._service": "For routers: what this service serves.",
  "Query._entities":
    "For routers: objects by their keys, in the order of the representations; null where there is none.",
  "Query._entities(representations)": "The objects that are asked for, at most 1000.",
  link__Import: "A name that is imported from another specification.",
  link__Purpose: "What a linked specification is needed for.",
  "link__Purpose.SECURITY": "Needed to answer securely.",
  "link__Purpose.EXECUTION": "Needed to answer at all.",
};

/** Describes what has no description and belongs to the specification. */
export function describeFederation(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    describe(type, type.name);
    if (isEnumType(type)) for (const value of type.getValues()) describe(value, `${type.name}.${value.name}`);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      describe(field, coordinate);
      for (const arg of field.args) describe(arg, `${coordinate}(${arg.name})`);
    }
  }
}

function describe(part: { description?: string | null | undefined }, coordinate: string): void {
  const text = coordinate.startsWith("federation__")
    ? "A text of the federation specification, used in directives only."
    : descriptions[coordinate];
  if (!part.description && text !== undefined) part.description = text;
}
