// Puts the permission map before the resolvers of a schema. Fields that everyone may see are left as they are, because
// a wrapper around every scalar of a hot list costs more than the rest of its execution.
import { defaultFieldResolver, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from "graphql";
import { anyViewer, type Decision, type Rule } from "../security/rules.js";
import { GatewayError } from "../shared/errors.js";
import type { Permissions } from "./permissions.js";
import type { RequestContext } from "./request-context.js";

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** Wraps the fields of `schema` in their rules; throws listing every field without a rule and every rule without a field. */
export function applyPermissions(schema: GraphQLSchema, permissions: Permissions): GraphQLSchema {
  const faults: string[] = [];
  const unused = new Set(
    Object.entries(permissions).flatMap(([type, rules]) =>
      Object.keys(rules).map((field) => `${type}.${field}`),
    ),
  );
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const rule = permissions[type.name]?.[field.name];
      unused.delete(coordinate);
      if (rule === undefined) faults.push(`${coordinate} has no rule`);
      else if (rule !== anyViewer) guard(field, coordinate, rule);
    }
  }
  faults.push(...[...unused].map((coordinate) => `${coordinate} has a rule but does not exist`));
  if (faults.length > 0)
    throw new Error(`The permission map does not fit the schema:\n  ${faults.join("\n  ")}`);
  return schema;
}

function guard(
  field: { resolve?: Resolver | undefined; subscribe?: Resolver | undefined },
  coordinate: string,
  rule: Rule,
): void {
  field.resolve = guarded(field.resolve ?? defaultFieldResolver, coordinate, rule);
  if (field.subscribe !== undefined) field.subscribe = guarded(field.subscribe, coordinate, rule);
}

function guarded(resolve: Resolver, coordinate: string, rule: Rule): Resolver {
  return (source, args, context, info) => {
    const decision = rule(context.viewer);
    if (decision.kind === "deny") {
      throw new GatewayError("FORBIDDEN", `${coordinate} ${decision.reason}.`, { field: coordinate });
    }
    const value: unknown = resolve(source, args, context, info);
    return decision.kind === "mask" ? masked(value, decision) : value;
  };
}

function masked(value: unknown, decision: Extract<Decision, { kind: "mask" }>): unknown {
  if (value instanceof Promise) return value.then((settled: unknown) => masked(settled, decision));
  // Whatever is not text cannot be masked here, and is not shown either.
  return typeof value === "string" ? decision.mask(value) : null;
}
