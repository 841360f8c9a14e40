// The short way: answers the operations that have a plan, under the same policy and with the same entries of the access
// log as the general path. In: an operation and who sent it. Out: the body of the answer, or undefined, and then nothing
// was sent or logged and the general path has to answer.
import { getOperationAST, type GraphQLSchema } from "graphql";
import type { AccessAction, AccessNote } from "../../domains/audit/access-entry.js";
import { BatchOverdue } from "../../loaders/shared-batch.js";
import type { SharedReads } from "../../loaders/shared-reads.js";
import { toInstant, type Instant } from "../../shared/instant.js";
import { GatewayError } from "../../shared/errors.js";
import { selectFields, type Selection } from "../access/selected-fields.js";
import { summariseAccess, type AccessSummary } from "../access/summarise-access.js";
import { parseOperation, type GraphQLRequest } from "../parse-operation.js";
import type { ContextParts } from "../request-context.js";
import type { RequestOrigin } from "../request-origin.js";
import { compilePlan, type Plan, type RootPlan } from "./compile-plan.js";
import { compileVariables, type CoerceVariables } from "./compile-variables.js";
import { NotPlanned, type IsMember } from "./compile-writer.js";
import { PlanCache } from "./plan-cache.js";
import { runPlan, type PlanRun } from "./run-plan.js";

/** What plans work with. */
export interface PlannerParts extends Pick<ContextParts, "policy" | "accessLog" | "clock"> {
  /** The schema that is served. */
  readonly schema: GraphQLSchema;
  readonly isMember: IsMember;
  readonly reads: SharedReads;
}

/** Answers what it has a plan for. */
export interface Planner {
  answer(request: GraphQLRequest, origin: RequestOrigin): Promise<string | undefined>;
}

interface CompiledOperation extends Plan {
  readonly coerce: CoerceVariables;
  readonly selections: ReadonlyMap<RootPlan, ReadonlySet<Selection>>;
}

/** A person of an answer, and what the log is to hold. */
interface Seen {
  readonly subjectRef: string;
  readonly judgement: ReturnType<PlannerParts["policy"]["judge"]>;
  selections: ReadonlySet<Selection>;
  action: AccessAction;
  summary: AccessSummary;
}

/** Makes the planner of a schema. */
export function createPlanner(parts: PlannerParts): Planner {
  const { policy, accessLog, clock, reads } = parts;
  const cache = new PlanCache((query, operationName) => compile(parts, query, operationName));

  return {
    async answer(request, origin) {
      const plan = cache.find(request.query ?? "", request.operationName ?? undefined);
      if (plan === undefined || !plan.roots.every((root) => isReadable(root, reads))) return undefined;
      const needs = policy.needs(origin.viewer);
      if (needs.branch) return undefined;
      const variables = plan.coerce(request.variables ?? {});
      if (variables === undefined) return undefined;

      const at = clock.now();
      const seen = new Map<string, Seen>();
      const judge: PlanRun["judge"] = (head, root) => {
        const { ref, consents } = head;
        const standing = {
          id: ref.id,
          crmId: ref.crmId,
          consents: needs.consents ? consents.filter(({ purpose }) => purpose === origin.viewer.purpose) : [],
          isRestricted: ref.restrictedAt !== null,
          objections: ref.objections,
          branch: null,
        };
        const judgement = policy.judge(origin.viewer, standing, at);
        const selections = plan.selections.get(root) ?? new Set();
        const summary = summariseAccess(policy, judgement, selections);
        if (summary.decision !== "ALLOWED") return undefined;
        const { subjectRef } = ref;
        return () => {
          const known = seen.get(ref.id);
          if (known === undefined) {
            seen.set(ref.id, { subjectRef, judgement, selections, summary, action: actionOf(root) });
          } else {
            known.selections = new Set([...known.selections, ...selections]);
            known.summary = summariseAccess(policy, known.judgement, known.selections);
            if (root.kind === "customer") known.action = actionOf(root);
          }
        };
      };
      try {
        const data = await runPlan(plan, {
          reads,
          at,
          judge,
          variables,
          readsConsents: needs.consents,
        });
        if (seen.size > 0) await accessLog.append(toNotes(seen.values(), origin, toInstant(clock.now())));
        return `{"data":${data}}\n`;
      } catch (error) {
        // A source or the store that fails: the general path answers in parts, and says which. What could not be logged
        // is tried there once more.
        if (isForGeneralPath(error)) return undefined;
        throw error;
      }
    },
  };
}

function actionOf(root: RootPlan): AccessAction {
  return root.kind === "customers" ? "SEARCH" : "VIEW";
}

function toNotes(
  seen: Iterable<Seen>,
  { viewer, sourceIp, application, requestId }: RequestOrigin,
  at: Instant,
): readonly AccessNote[] {
  const { id: actor, roles, purpose } = viewer;
  return Array.from(seen, ({ subjectRef, action, summary: { fields, withheld, decision } }) => ({
    actor,
    roles,
    purpose,
    sourceIp,
    application,
    requestId,
    at,
    subjectRef,
    action,
    fields,
    withheld,
    decision,
  }));
}

function isReadable(root: RootPlan, reads: SharedReads): boolean {
  return root.customer.parts.every(({ part }) => {
    if (part.kind === "profile") return reads.canRead("profile");
    return part.kind === "head" || reads.canRead(part.facet, part.shape);
  });
}

function compile(
  { schema, isMember, policy }: PlannerParts,
  query: string,
  operationName: string | undefined,
): CompiledOperation | undefined {
  const parsed = parseOperation(schema, { query, operationName: operationName ?? null });
  if ("errors" in parsed || parsed.type !== "query") return undefined;
  const operation = getOperationAST(parsed.document, operationName);
  const plan = operation ? compilePlan(schema, parsed.document, operation, isMember) : undefined;
  const queryType = schema.getQueryType();
  if (plan === undefined || !queryType) return undefined;
  if (plan.roots.some(({ kind }) => !policy.isOpen(`Query.${kind}`))) return undefined;
  const fragments = Object.fromEntries(
    parsed.document.definitions.flatMap((node) =>
      node.kind === "FragmentDefinition" ? [[node.name.value, node]] : [],
    ),
  );
  const selections = new Map(
    plan.roots.map((root) => {
      const field = queryType.getFields()[root.kind];
      if (field === undefined) throw new Error(`Query has no ${root.kind}.`);
      const place = {
        schema,
        fieldNodes: [root.node],
        returnType: field.type,
        fragments,
        variableValues: {},
      };
      return [root, new Set(selectFields(place))] as const;
    }),
  );
  return { ...plan, coerce: compileVariables(schema, plan.operation), selections };
}

function isForGeneralPath(error: unknown): boolean {
  return error instanceof NotPlanned || error instanceof GatewayError || error instanceof BatchOverdue;
}
