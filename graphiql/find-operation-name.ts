import type { DocumentNode } from "graphql";

/** The name that was asked for if the document has it, else that of its only operation. */
export function findOperationName(document: DocumentNode, asked: string | null | undefined): string | null {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === "OperationDefinition" ? [definition.name?.value] : [],
  );
  if (typeof asked === "string" && names.includes(asked)) return asked;
  return (names.length === 1 ? names[0] : undefined) ?? null;
}
