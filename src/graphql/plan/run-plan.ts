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
  /** Judges a person for this viewer; undefined when anything of the root would be withheld. */
  readonly judge: (head: CustomerHead, root: RootPlan) => Admit | undefined;
  /** Whether the judgement needs the consents of the person. */
  readonly readsConsents: boolean;
}

/** Remembers for the log a person whom the answer shows. */
type Admit = () => void;

/** The `data` of the answer as JSON text. */
export async function runPlan({ roots }: Plan, run: PlanRun): Promise<string> {
  const texts = await Promise.all(
    roots.map((root) => (root.kind === "customer" ? runCustomer(root, run) : runPage(root, run))),
  );
  return `{${roots.map(({ name }, at) => name + (texts[at] ?? "")).join(",")}}`;
}

async function runCustomer(root: RootPlan & { kind: "customer" }, run: PlanRun): Promise<string> {
  const id = root.findId(run.variables);
  if (typeof id !== "string") throw new NotPlanned("The id is missing.");
  return (await findCustomer(toKey(id), root, findLimits(root, run), run)) ?? "null";
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
  const text = await findCustomer(id, root, limits, run, id);
  if (text === undefined) throw new NotPlanned("The customer went while the page was read.");
  return text;
}

/**
 * Writes one customer; undefined when there is none, or none who is still `asId`. Of a head that is remembered the parts are
 * read while the store is asked whether it still stands, and count only if it does.
 */
async function findCustomer(
  id: string,
  root: RootPlan,
  limits: Limits,
  run: PlanRun,
  asId?: string,
): Promise<string | undefined> {
  const { customer } = root;
  const needs = run.readsConsents ? customer.judgedNeeds : customer.needs;
  const reading = run.reads.head(id, needs);
  const likely = run.reads.likelyHead(id, needs);
  const admit = likely && run.judge(likely, root);
  const early = likely && admit && writeParts(likely, customer, limits, run);
  // Looked at only if the head still stands.
  early?.catch(() => undefined);
  const head = await reading;
  if (head === undefined || (asId !== undefined && head.ref.id !== asId)) return undefined;
  if (early !== undefined && head === likely) {
    admit?.();
    return early;
  }
  const admitFound = run.judge(head, root);
  if (admitFound === undefined) throw new NotPlanned("Something is withheld.");
  admitFound();
  return writeParts(head, customer, limits, run);
}

async function writeParts(
  head: CustomerHead,
  { parts }: CustomerPlan,
  limits: Limits,
  run: PlanRun,
): Promise<string> {
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
