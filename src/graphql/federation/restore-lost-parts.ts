// What a schema loses on its way through SDL: extensions, and the inner values of defaults.
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from "graphql";

interface Part {
  readonly name: string;
  extensions: unknown;
  defaultValue?: unknown;
}

/** Copies them from the schema as it was to the schema as it came out, by name. */
export function restoreLostParts(before: GraphQLSchema, after: GraphQLSchema): void {
  after.extensions = { ...before.extensions, ...after.extensions };
  for (const [name, type] of Object.entries(before.getTypeMap())) {
    const target = after.getType(name);
    if (name.startsWith("__") || target === undefined) continue;
    target.extensions = { ...type.extensions, ...target.extensions };
    if (isEnumType(type) && isEnumType(target)) copyAll(type.getValues(), target.getValues());
    if (isInputObjectType(type) && isInputObjectType(target))
      copyAll(Object.values(type.getFields()), Object.values(target.getFields()));
    if ((isObjectType(type) || isInterfaceType(type)) && (isObjectType(target) || isInterfaceType(target))) {
      const fields = target.getFields();
      copyAll(Object.values(type.getFields()), Object.values(fields));
      for (const field of Object.values(type.getFields()))
        copyAll(field.args, fields[field.name]?.args ?? []);
    }
  }
}

function copyAll(before: readonly Part[], after: readonly Part[]): void {
  const targets = new Map(after.map((part) => [part.name, part]));
  for (const part of before) {
    const target = targets.get(part.name);
    if (target === undefined) continue;
    target.extensions = part.extensions;
    if ("defaultValue" in part) target.defaultValue = part.defaultValue;
  }
}
