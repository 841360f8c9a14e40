/** What a caller really gave: null and absent members of an input narrow nothing. */
export function toDefinedMembers<Input extends object>(
  input: Input | null | undefined,
): { [Name in keyof Input]?: NonNullable<Input[Name]> } | undefined {
  if (input === null || input === undefined) return undefined;
  const given = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Input]?: NonNullable<Input[Name]> };
}
