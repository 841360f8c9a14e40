// What a document may do with @defer and @stream: the rules that graphql-js 17 checks itself, for graphql 16.
import {
  GraphQLError,
  isListType,
  getNullableType,
  type ASTNode,
  type ASTVisitor,
  type DirectiveNode,
  type FieldNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { StreamDirective } from "./directives.js";
import { isIncremental } from "./is-incremental.js";
import { limitParts } from "./limit-parts.js";

/** A label is a plain string that no other part of the document has. */
const checkLabels: ValidationRule = (context): ASTVisitor => {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(node) {
      if (!isIncremental(node)) return;
      const value = findArgument(node, "label");
      if (value === undefined || value.kind === "NullValue") return;
      if (value.kind !== "StringValue") {
        report(
          context,
          `The label of @${node.name.value} must be written out, not given by a variable.`,
          node,
        );
        return;
      }
      const other = known.get(value.value);
      if (other === undefined) known.set(value.value, node);
      else report(context, `The label "${value.value}" stands at two parts of the document.`, other, node);
    },
  };
};

/** The fields of Mutation run one after the other, and a subscription has one: there is nothing to put off. */
const refuseOnRoots: ValidationRule = (context): ASTVisitor => {
  const schema = context.getSchema();
  const roots = [schema.getMutationType(), schema.getSubscriptionType()];
  return {
    Directive(node) {
      const parent = context.getParentType();
      if (!isIncremental(node) || !parent || !roots.some((root) => root === parent)) return;
      report(context, `@${node.name.value} cannot stand on fields of ${parent.name}.`, node);
    },
  };
};

/** An event of a subscription is one message; parts may stand in its fragments only where they can be switched off. */
const refuseInSubscriptions: ValidationRule = (context): ASTVisitor => {
  const inSubscriptions = new Set<ASTNode>();
  return {
    Document({ definitions }) {
      for (const definition of definitions) {
        if (definition.kind !== "OperationDefinition" || definition.operation !== "subscription") continue;
        inSubscriptions.add(definition);
        for (const fragment of context.getRecursivelyReferencedFragments(definition))
          inSubscriptions.add(fragment);
      }
    },
    Directive(node, _key, _parent, _path, ancestors) {
      // Document, its definitions, the definition.
      const definition = ancestors[2];
      if (!isIncremental(node) || definition === undefined || !("kind" in definition)) return;
      if (!inSubscriptions.has(definition) || canBeOff(node)) return;
      report(context, `@${node.name.value} is not for subscriptions, unless its "if" is false.`, node);
    },
  };
};

function canBeOff(node: DirectiveNode): boolean {
  const value = findArgument(node, "if");
  return value?.kind === "Variable" || (value?.kind === "BooleanValue" && !value.value);
}

/** Only lists have items to send one by one, and no fewer than none of them can come first. */
const checkStreams: ValidationRule = (context): ASTVisitor => ({
  Directive(node) {
    const field = context.getFieldDef();
    if (node.name.value !== StreamDirective.name || !field) return;
    const parent = context.getParentType()?.name ?? "";
    if (!isListType(getNullableType(field.type))) {
      report(context, `@stream cannot stand on "${field.name}" of ${parent}, which is not a list.`, node);
    }
    const count = findArgument(node, "initialCount");
    if (count?.kind === "IntValue" && Number(count.value) < 0) {
      report(context, `"initialCount" of @stream cannot be negative.`, node);
    }
  },
});

/** Fields that become one in the answer are streamed in one way. */
const refuseDifferentStreams: ValidationRule = (context): ASTVisitor => ({
  SelectionSet(selections) {
    const streams = new Map<string, { readonly field: FieldNode; readonly text: string }>();
    for (const field of listFields(selections, context, new Set())) {
      const name = (field.alias ?? field.name).value;
      const text = toStreamText(field);
      const other = streams.get(name);
      if (other === undefined) streams.set(name, { field, text });
      else if (other.text !== text) {
        report(context, `"${name}" stands here twice and is streamed in two ways.`, other.field, field);
      }
    }
  },
});

function listFields(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  visited: Set<string>,
): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === "Field") return [selection];
    if (selection.kind === "InlineFragment") return listFields(selection.selectionSet, context, visited);
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || visited.has(fragment.name.value)) return [];
    visited.add(fragment.name.value);
    return listFields(fragment.selectionSet, context, visited);
  });
}

function toStreamText({ directives = [] }: FieldNode): string {
  const stream = directives.find(({ name }) => name.value === StreamDirective.name);
  if (stream === undefined) return "";
  const given = (stream.arguments ?? []).map(({ name, value }) => {
    const text =
      value.kind === "Variable" ? `$${value.name.value}` : "value" in value ? String(value.value) : "";
    return `${name.value}: ${text}`;
  });
  return `@stream(${given.toSorted().join(", ")})`;
}

function findArgument({ arguments: given = [] }: DirectiveNode, name: string) {
  return given.find((argument) => argument.name.value === name)?.value;
}

function report(context: ValidationContext, message: string, ...nodes: readonly ASTNode[]): void {
  context.reportError(new GraphQLError(message, { nodes }));
}

/** The rules, beside those that graphql 16 has. */
export const incrementalRules: readonly ValidationRule[] = [
  checkLabels,
  refuseOnRoots,
  refuseInSubscriptions,
  checkStreams,
  refuseDifferentStreams,
  limitParts,
];
