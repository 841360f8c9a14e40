import { isObjectType, type GraphQLSchema } from "graphql";
import type { IsMember } from "./compile-writer.js";

/** Which fields of a schema are members of their objects; to be asked of a schema that nothing was put around yet. */
export function findMembers(schema: GraphQLSchema): IsMember {
  const members = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()))
      if (field.resolve === undefined) members.add(`${type.name}.${field.name}`);
  }
  return (type, field) => members.has(`${type.name}.${field}`);
}
