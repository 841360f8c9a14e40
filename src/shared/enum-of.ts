/** A closed list of names as an object, so that one declaration serves as type, as values and as a GraphQL enum. */
export function enumOf<const Names extends readonly string[]>(
  ...names: Names
): { readonly [Name in Names[number]]: Name } {
  return Object.freeze(Object.fromEntries(names.map((name) => [name, name]))) as {
    readonly [Name in Names[number]]: Name;
  };
}

/** The names of an `enumOf` object as a type. */
export type NameOf<Enum> = keyof Enum & string;
