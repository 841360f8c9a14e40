// Executes a plan: finds the customers, has each judged, reads what all of them need, and puts the text together. Whatever
// is not plain (somebody to whom something is withheld, a failing source, a bad argument) ends the plan with `NotPlanned`:
// nothing was sent or logged by then, and the general path answers from the beginning.
import { parseNodeIdOf, isUuid } from "../../shared/ids.js";
import { parseCursor, toCursor, toSlice } from "../../shared/page.js";
import type { CustomerRef } from "../../domains/identity/identity.js";
import type { CustomerHead, SharedReads } from "../../loaders/shared-reads.js";
import type { Variables } from "./compile-count.js";
import type { CustomerPart, CustomerPlan } from "./compile-customer.js";
import type { EdgePiece, Plan, RootPlan } from "./compile-plan.js";
import { NotPlanned } from "./compile-writer.js";

/** What a plan needs of the request. */
export interface PlanRun {
  readonly reads: SharedReads;
  readonly variables: Variables;
  readonly at: Date;
  /** Judges a person for this viewer and remembers them for the log; false when anything of the root would be withheld. */
  readonly admit: (head: CustomerHead, root: RootPlan) => boolean;
  /** Whether the judgement needs the consents of the person. */
  readonly readsConsents: boolean;
}

/** The `data` of the answer as JSON text. */
export async function runPlan({ roots }: Plan, run: PlanRun): Promise<string> {
  const texts = await Promise.all(
    roots.map(
      async (root) =>
        root.name + (root.kind === "customer" ? await runCustomer(root, run) : await runPage(root, run)),
    ),
  );
  return `{${texts.join(",")}}`;
}

async function runCustomer(root: RootPlan & { kind: "customer" }, run: PlanRun): Promise<string> {
  const id = root.findId(run.variables);
  if (typeof id !== "string") throw new NotPlanned("The id is missing.");
  const head = await readHead(toKey(id), root, run);
  return head === undefined ? "null" : writeCustomer(head, root, findLimits(root, run), run);
}

function toKey(id: string): string {
  try {
    return parseNodeIdOf("Customer", id);
  } catch (error) {
    throw new NotPlanned("The id is not one of a customer.", { cause: error });
  }
}

const list = "customers";

async function runPage(root: RootPlan & { kind: "customers" }, run: PlanRun): Promise<string> {
  const limit = root.findLimit(run.variables);
  const after = root.findAfter(run.variables) ?? null;
  if (limit === undefined || (after !== null && typeof after !== "string"))
    throw new NotPlanned("The page is unclear.");
  const refs = await run.reads.customers({
    limit: limit + 1,
    ...(after !== null && { afterId: toPosition(after) }),
  });
  const { items, hasNextPage } = toSlice(refs, limit);
  const cursors = items.map((ref) => toCursor(list, [ref.id]));
  const limits = findLimits(root, run);
  const customers = await Promise.all(items.map((ref) => writeListed(ref, root, limits, run)));
  const pieces = root.pieces.map((piece) => {
    if (piece.kind === "edges") {
      const edges = items.map((_, at) => writeEdge(piece.edge, customers[at] ?? "", cursors[at] ?? ""));
      return `${piece.name}[${edges.join(",")}]`;
    }
    const pageInfo = {
      hasNextPage,
      hasPreviousPage: after !== null,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    };
    return piece.name + piece.write(pageInfo);
  });
  return `{${pieces.join(",")}}`;
}

function toPosition(after: string): string {
  try {
    const [position = ""] = parseCursor(list, after, 1);
    if (isUuid(position)) return position;
  } catch (error) {
    throw new NotPlanned("The cursor is of no page.", { cause: error });
  }
  throw new NotPlanned("The cursor is of no page.");
}

function writeEdge(pieces: readonly EdgePiece[], customer: string, cursor: string): string {
  const members = pieces.map(
    ({ kind, name }) => name + (kind === "node" ? customer : JSON.stringify(cursor)),
  );
  return `{${members.join(",")}}`;
}

function readHead(id: string, { customer }: RootPlan, run: PlanRun): Promise<CustomerHead | undefined> {
  return run.reads.head(id, run.readsConsents ? customer.judgedNeeds : customer.needs);
}

/** How many records each part shows, found once for all customers of a page. */
type Limits = readonly number[];

function findLimits({ customer }: RootPlan, { variables }: PlanRun): Limits {
  return customer.parts.map(({ part }) => {
    const limit = part.kind === "records" ? part.findLimit(variables) : 0;
    if (limit === undefined) throw new NotPlanned("The page is unclear.");
    return limit;
  });
}

async function writeListed(
  { id }: CustomerRef,
  root: RootPlan,
  limits: Limits,
  run: PlanRun,
): Promise<string> {
  const head = await readHead(id, root, run);
  if (head?.ref.id !== id) throw new NotPlanned("The customer went while the page was read.");
  return writeCustomer(head, root, limits, run);
}

async function writeCustomer(
  head: CustomerHead,
  root: RootPlan,
  limits: Limits,
  run: PlanRun,
): Promise<string> {
  const { parts }: CustomerPlan = root.customer;
  if (!run.admit(head, root)) throw new NotPlanned("Something is withheld.");
  const texts: string[] = [];
  const reading: Promise<void>[] = [];
  for (const [at, { name, part }] of parts.entries()) {
    if (part.kind === "head") texts[at] = name + part.write(head, run.at);
    else {
      const put = (text: string): void => {
        texts[at] = name + text;
      };
      reading.push(readPart(part, head, limits[at] ?? 0, run).then(put));
    }
  }
  await Promise.all(reading);
  return `{${texts.join(",")}}`;
}

async function readPart(
  part: Exclude<CustomerPart, { kind: "head" }>,
  head: CustomerHead,
  limit: number,
  { reads }: PlanRun,
): Promise<string> {
  if (part.kind === "profile") {
    const text = part.shape && (await reads.shapedProfile(head, part.shape));
    if (text !== undefined) return text === "" ? "null" : text;
    const profile = await reads.profile(head);
    return profile === undefined ? "null" : part.write(profile);
  }
  const records = await reads.records(part.facet, part.shape, head, limit);
  if (records === undefined) throw new NotPlanned("The records have to be read one by one.");
  return part.before + records + part.after;
}
