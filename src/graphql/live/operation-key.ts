// When two subscriptions are the same operation: documents, names and variables are equal, but for the cursor from which
// each goes on.
import { visit, type DocumentNode, type OperationDefinitionNode } from "graphql";

const resumeVariables = new WeakMap<DocumentNode, string | undefined>();

/** Equal keys mean that both subscriptions ask the same of every event. */
export function toOperationKey(
  query: string,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string {
  const resumeVariable = findResumeVariable(document, operation);
  const values = Object.keys(variables)
    .filter((name) => name !== resumeVariable)
    .toSorted()
    .map((name) => [name, toSorted(variables[name])]);
  return JSON.stringify([query, operation.name?.value ?? null, values]);
}

/** The variable that is nothing but the argument `after` of the subscription itself. */
function findResumeVariable(document: DocumentNode, operation: OperationDefinitionNode): string | undefined {
  if (!resumeVariables.has(document))
    resumeVariables.set(document, lookForResumeVariable(document, operation));
  return resumeVariables.get(document);
}

function lookForResumeVariable(
  document: DocumentNode,
  { selectionSet }: OperationDefinitionNode,
): string | undefined {
  const [field] = selectionSet.selections;
  const after =
    field?.kind === "Field" ? field.arguments?.find(({ name }) => name.value === "after") : undefined;
  if (after?.value.kind !== "Variable") return undefined;
  const name = after.value.name.value;
  let uses = 0;
  visit(document, {
    Variable: (node) => {
      if (node.name.value === name) uses += 1;
    },
  });
  // Once where it is declared, once where it is used; another operation of the document may use it as well.
  return uses === 2 ? name : undefined;
}

/** The same value for the same variable, in whatever order its client writes the members. */
function toSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, toSorted(member)]));
}
