// Execution of documents that may hold @defer or @stream. Those without go to graphql-js like all others, so that they
// cost what they always cost; those with go to the executor of GraphQL Tools, since graphql 16 knows no parts.
import type { LegacyExperimentalExecuteIncrementally } from "@apollo/server";
import { execute as executeInParts } from "@graphql-tools/executor";
import {
  execute,
  GraphQLError,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionArgs,
} from "graphql";
import { invalidArgument } from "../../shared/errors.js";
import { isIncremental } from "./is-incremental.js";

/** Executes a document; answers one result, or a first one and those that follow (format of 2022-08-24). */
export const executeIncrementally: LegacyExperimentalExecuteIncrementally = (args) => {
  const parts = listParts(args.document);
  if (parts.length === 0) return execute(args);
  const fault = findNegativeCount(parts, args.variableValues);
  return fault === undefined ? executeInParts(args) : { errors: [fault] };
};

// Apollo Server keeps the documents that it has parsed, and so do we what we know of them.
const partsOfDocuments = new WeakMap<DocumentNode, readonly DirectiveNode[]>();

function listParts(document: DocumentNode): readonly DirectiveNode[] {
  const known = partsOfDocuments.get(document);
  if (known !== undefined) return known;
  const parts: DirectiveNode[] = [];
  visit(document, {
    Directive(node) {
      if (isIncremental(node)) parts.push(node);
    },
  });
  partsOfDocuments.set(document, parts);
  return parts;
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
