// Puts the policy before the resolvers of a schema. Fields that everyone may see are left as they are, because a wrapper
// around every scalar of a hot list costs more than the rest of its execution; fields whose rule knows only the viewer are
// decided by the viewer, the others by the person below whose place in the answer they stand.
import {
  defaultFieldResolver,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import { listPolicyFaults, type FieldDescription } from "../security/policy/list-policy-faults.js";
import type { FieldDecision, Policy } from "../security/policy/policy.js";
import { GatewayError } from "../shared/errors.js";
import { listFieldsOfNobody } from "./access/entries.js";
import type { RequestContext } from "./request-context.js";

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;
type Decide = (context: RequestContext, info: Parameters<Resolver>[3]) => FieldDecision;

/** Wraps the fields of `schema` in their rules; throws listing everything in which policy and schema do not fit. */
export function applyPermissions(schema: GraphQLSchema, policy: Policy): GraphQLSchema {
  const faults = [
    ...listPolicyFaults(policy, describeFields(schema)),
    ...listFieldsOfNobody(schema, policy).map(
      (coordinate) => `${coordinate} can be reached before its person is known`,
    ),
  ];
  if (faults.length > 0) throw new Error(`The policy does not fit the schema:\n  ${faults.join("\n  ")}`);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) guard(field, `${type.name}.${field.name}`, policy);
  }
  return schema;
}

function describeFields(schema: GraphQLSchema): readonly FieldDescription[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    const isInput = isInputObjectType(type);
    if ((!isInput && !isObjectType(type)) || type.name.startsWith("__")) return [];
    return Object.values<{ readonly name: string; readonly type: GraphQLInputType | GraphQLOutputType }>(
      type.getFields(),
    ).map((field) => ({
      coordinate: `${type.name}.${field.name}`,
      isNullable: !isNonNullType(field.type),
      isText: /^(?:String|ID)!?$/.test(String(field.type)),
      ...(isInput && { isInput }),
    }));
  });
}

function guard(field: GraphQLField<unknown, RequestContext>, coordinate: string, policy: Policy): void {
  if (policy.isOpen(coordinate)) return;
  const decide: Decide = policy.dependsOnPerson(coordinate)
    ? ({ access }, { path }) => access.decideAbout(coordinate, path)
    : ({ access }) => access.viewerJudgement.decide(coordinate);
  field.resolve = guarded(field.resolve ?? defaultFieldResolver, coordinate, decide);
  if (field.subscribe !== undefined) field.subscribe = guarded(field.subscribe, coordinate, decide);
}

function guarded(resolve: Resolver, coordinate: string, decide: Decide): Resolver {
  return (source, args, context, info) => {
    const decision = decide(context, info);
    if (decision.kind === "allow") return resolve(source, args, context, info);
    context.access.withhold(coordinate, decision, info.path);
    if (decision.kind === "mask") return masked(resolve(source, args, context, info), decision.mask);
    if (!decision.isRefused) return null;
    throw new GatewayError("FORBIDDEN", `${coordinate} ${decision.message}.`, { field: coordinate });
  };
}

function masked(value: unknown, mask: (text: string) => string): unknown {
  if (value instanceof Promise) return value.then((settled: unknown) => masked(settled, mask));
  // Whatever is not text cannot be masked here, and is not shown either.
  return typeof value === "string" ? mask(value) : null;
}
