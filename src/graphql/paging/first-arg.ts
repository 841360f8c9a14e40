import { Arg, Int } from "type-graphql";

/** The argument `first` with its default; 0 to 200. */
export function FirstArg(defaultValue: number): ReturnType<typeof Arg> {
  return Arg("first", () => Int, {
    nullable: true,
    defaultValue,
    description: "How many records at most: 0 to 200.",
  });
}

/** The argument `after`. */
export function AfterArg(): ReturnType<typeof Arg> {
  return Arg("after", () => String, {
    nullable: true,
    description: "Cursor of the record after which the page starts.",
  });
}
