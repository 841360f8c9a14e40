// One person in one answer: judged once, and what of them the log must hold.
import {
  AccessAction,
  type AccessNote,
  type AccessReader,
  type SharedAccessNote,
} from "../../domains/audit/access-entry.js";
import type { CustomerRef } from "../../domains/identity/identity.js";
import type { Judgement, Policy } from "../../security/policy/policy.js";
import type { Instant } from "../../shared/instant.js";
import type { RequestOrigin } from "../request-origin.js";
import type { Selection } from "./selected-fields.js";
import { summariseAccess } from "./summarise-access.js";

/** From the weakest to the strongest. */
const actions = Object.values(AccessAction);

/** Who gets an answer, and where. */
export type Reader = Pick<RequestOrigin, "viewer" | "sourceIp" | "application">;

/** A person in an answer. */
export class Presence {
  /** Whether the log holds the person for this answer already. */
  isLogged = false;
  private judgement: Judgement | undefined;
  private judging: Promise<Judgement> | Judgement | undefined;
  private readonly selections = new Set<Selection>();
  private action: AccessAction = "SEARCH";
  private isHidden = true;

  constructor(private readonly ref: CustomerRef) {}

  /** Whether the person stands in the answer. */
  get isPresent(): boolean {
    return this.judgement !== undefined && this.selections.size > 0;
  }

  /** The judgement, made by `judge` when there is none yet. */
  async getJudgement(judge: () => Promise<Judgement> | Judgement): Promise<Judgement> {
    if (this.judgement !== undefined) return this.judgement;
    this.judging ??= judge();
    const judgement = await this.judging;
    this.judgement = judgement;
    return judgement;
  }

  /** The person changed in the course of the answer, and the change wrote its own entry. */
  change(): void {
    this.judging = undefined;
    this.judgement = undefined;
    this.isLogged = true;
  }

  /** The person stands at one more place. `isHidden`: what was found there is withheld as a whole. */
  add(selections: readonly Selection[], action: AccessAction, isHidden: boolean): void {
    for (const selection of selections) this.selections.add(selection);
    if (actions.indexOf(action) > actions.indexOf(this.action)) this.action = action;
    this.isHidden &&= isHidden;
  }

  /** What the log is to hold of a person who was judged: entries for all readers of the answer. */
  toNote(
    policy: Policy,
    readers: readonly Reader[],
    requestId: string,
    at: Instant,
  ): AccessNote | SharedAccessNote {
    if (this.judgement === undefined) throw new Error("A person who was not judged is in an answer.");
    const [first] = readers;
    if (first === undefined) throw new Error("An answer is for nobody.");
    const { fields, withheld, decision } = summariseAccess(policy, this.judgement, this.selections);
    const note = {
      // Readers of one answer have the same rights, and so the same purpose.
      purpose: first.viewer.purpose,
      requestId,
      at,
      subjectRef: this.ref.subjectRef,
      action: this.action,
      fields,
      withheld,
      decision: this.isHidden ? ("DENIED" as const) : decision,
    };
    return readers.length === 1
      ? { ...note, ...toAccessReader(first) }
      : { ...note, readers: toAccessReaders(readers) };
  }
}

const known = new WeakMap<readonly Reader[], readonly AccessReader[]>();

/** The same readers get event after event; the log knows their list again as long as it is the same array. */
function toAccessReaders(readers: readonly Reader[]): readonly AccessReader[] {
  let list = known.get(readers);
  if (list === undefined) known.set(readers, (list = readers.map(toAccessReader)));
  return list;
}

function toAccessReader({ viewer, sourceIp, application }: Reader): AccessReader {
  return { actor: viewer.id, roles: viewer.roles, sourceIp, application };
}
