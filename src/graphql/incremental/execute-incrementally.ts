// Execution of documents that may hold @defer or @stream. Those without go to graphql-js like all others, so that they
// cost what they always cost; those with go to the executor of GraphQL Tools, since graphql 16 knows no parts.
import type { LegacyExperimentalExecuteIncrementally } from "@apollo/server";
import { execute as executeInParts } from "@graphql-tools/executor";
import {
  execute,
  GraphQLError,
  visit,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionArgs,
  type SelectionSetNode,
} from "graphql";
import { invalidArgument } from "../../shared/errors.js";
import type { RequestContext } from "../request-context.js";
import { isIncremental } from "./is-incremental.js";

/** How long the first payload waits for lookups that only later ones need, so that their batches can be one. */
const patienceMs = 20;

/** Executes a document; answers one result, or a first one and those that follow (format of 2022-08-24). */
export const executeIncrementally: LegacyExperimentalExecuteIncrementally = (args) => {
  const { parts, defersLookups } = getTraits(args.document);
  if (parts.length === 0) return execute(args);
  const fault = findNegativeCount(parts, args.variableValues);
  if (fault !== undefined) return { errors: [fault] };
  // Batches wait for lookups; one that is deferred would hold up the parts that are not.
  const { loaders, access } = args.contextValue as RequestContext;
  if (defersLookups) loaders.limitPatience(patienceMs);
  access.expectParts();
  return executeInParts(args);
};

/** What execution needs to know of a document. */
interface Traits {
  readonly parts: readonly DirectiveNode[];
  /** Whether fields of Query are deferred: customers and records are looked up there and nowhere else. */
  readonly defersLookups: boolean;
}

// Apollo Server keeps the documents that it has parsed, and so do we what we know of them.
const traitsOfDocuments = new WeakMap<DocumentNode, Traits>();

function getTraits(document: DocumentNode): Traits {
  const known = traitsOfDocuments.get(document);
  if (known !== undefined) return known;
  const parts: DirectiveNode[] = [];
  visit(document, {
    Directive(node) {
      if (isIncremental(node)) parts.push(node);
    },
  });
  const traits = { parts, defersLookups: document.definitions.some((node) => defersRoot(node, document)) };
  traitsOfDocuments.set(document, traits);
  return traits;
}

function defersRoot(definition: DefinitionNode, document: DocumentNode): boolean {
  if (definition.kind !== "OperationDefinition" || definition.operation !== "query") return false;
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === "FragmentDefinition" ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const defers = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === "Field") return false;
      if (selection.directives?.some(isIncremental) === true) return true;
      const inside =
        selection.kind === "InlineFragment" ? selection.selectionSet : fragments.get(selection.name.value);
      return inside !== undefined && defers(inside);
    });
  return defers(definition.selectionSet);
}

/** What a rule sees in the document, for counts that come as variables. */
function findNegativeCount(
  parts: readonly DirectiveNode[],
  variables: ExecutionArgs["variableValues"],
): GraphQLError | undefined {
  const isNegative = parts
    .flatMap((part) => part.arguments ?? [])
    .map(({ value }) => (value.kind === "Variable" ? variables?.[value.name.value] : undefined))
    .some((count) => typeof count === "number" && count < 0);
  if (!isNegative) return undefined;
  const fault = invalidArgument("initialCount", "cannot be negative.");
  return new GraphQLError(fault.message, { originalError: fault });
}
