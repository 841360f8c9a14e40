// What an answer does not show as it is, and why: `extensions.withheld`. Nothing personal is in it.
import type { GraphQLResolveInfo } from "graphql";
import type { FieldDecision, WithholdingReason } from "../../security/policy/policy.js";
import { toNodeId } from "../../shared/ids.js";

/** A place in an answer, as graphql-js builds it: each part points at the one above it. */
export type Path = GraphQLResolveInfo["path"];

/** One item of `extensions.withheld`. */
export interface WithheldField {
  /** `Type.field` */
  readonly field: string;
  readonly decision: "MASKED" | "DENIED";
  readonly reason: WithholdingReason;
  /** One sentence. */
  readonly message: string;
  /** Whose field it is. */
  readonly customerId: string;
  /** The first of its places, in the order of names and numbers. */
  readonly path: readonly (string | number)[];
  readonly occurrences: number;
}

interface Kept extends Pick<WithheldField, "field" | "decision" | "reason" | "message"> {
  readonly personId: string;
  readonly paths: Path[];
}

/** Everything but `allow`. */
export type Withholding = Exclude<FieldDecision, { readonly kind: "allow" }>;

/** Collects what was withheld since the last payload. */
export class WithheldFields {
  private readonly kept = new Map<string, Kept>();

  add(personId: string, field: string, { kind, reason, message }: Withholding, path: Path): void {
    const key = `${personId} ${field} ${reason}`;
    const known = this.kept.get(key);
    if (known !== undefined) {
      known.paths.push(path);
      return;
    }
    const decision = kind === "mask" ? "MASKED" : "DENIED";
    this.kept.set(key, { personId, field, decision, reason, message: `${field} ${message}.`, paths: [path] });
  }

  /** The items so far, in an order that does not depend on which source was faster; undefined when there are none. */
  take(): readonly WithheldField[] | undefined {
    if (this.kept.size === 0) return undefined;
    const keys = [...this.kept.keys()].toSorted();
    const items = keys.map((key) => toItem(this.kept.get(key)!));
    this.kept.clear();
    return items;
  }
}

function toItem({ personId, paths, ...rest }: Kept): WithheldField {
  const [first = [], ...others] = paths.map(toList);
  const path = others.reduce((least, other) => (isBefore(other, least) ? other : least), first);
  return { ...rest, customerId: toNodeId("Customer", personId), path, occurrences: paths.length };
}

function toList(path: Path): readonly (string | number)[] {
  const list: (string | number)[] = [];
  for (let place: Path | undefined = path; place !== undefined; place = place.prev) list.push(place.key);
  return list.toReversed();
}

function isBefore(left: readonly (string | number)[], right: readonly (string | number)[]): boolean {
  const at = left.findIndex((key, index) => key !== right[index]);
  const [one, other] = [left[at], right[at]];
  if (at === -1 || one === undefined) return false;
  return other !== undefined && one < other;
}
