import { isInputObjectType, isNullableType, isObjectType, type GraphQLSchema } from "graphql";
import type { FieldDescription } from "../../src/security/policy/list-policy-faults.js";

/** The fields of a schema as the check of a policy takes them. */
export function describeFields(schema: GraphQLSchema): readonly FieldDescription[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    const isInput = isInputObjectType(type);
    if ((!isInput && !isObjectType(type)) || type.name.startsWith("__")) return [];
    return Object.values(type.getFields()).map(({ name, type: of }) => ({
      coordinate: `${type.name}.${name}`,
      isNullable: isNullableType(of),
      isText: ["String", "ID", "String!", "ID!"].includes(String(of)),
      isInput,
    }));
  });
}
