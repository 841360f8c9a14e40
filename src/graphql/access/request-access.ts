// The access of one viewer in one answer: whom it is about, what may be shown of them, and what the log must hold before it
// leaves. Resolvers that find persons admit them, the wrappers of `apply-permissions.ts` decide about fields.
import type { OperationDefinitionNode } from "graphql";
import type { AccessAction } from "../../domains/audit/access-entry.js";
import type { AccessLog } from "../../domains/audit/access-log.js";
import type { CustomerRef } from "../../domains/identity/identity.js";
import type { Loaders } from "../../loaders/loaders.js";
import type { FieldDecision, Judgement, PersonNeeds, Policy } from "../../security/policy/policy.js";
import type { Clock } from "../../shared/clock.js";
import { GatewayError } from "../../shared/errors.js";
import { toInstant } from "../../shared/instant.js";
import type { RequestOrigin } from "../request-origin.js";
import { AdmittedPersons } from "./admitted-persons.js";
import { isEntry } from "./entries.js";
import { loadStanding } from "./load-standing.js";
import { Presence, type Reader } from "./presence.js";
import { selectFields, selectOperation, type DocumentPlace, type Selection } from "./selected-fields.js";
import { WithheldFields, type Path, type WithheldField, type Withholding } from "./withheld-fields.js";

/** What the access of a request works with. */
export interface AccessParts {
  readonly policy: Policy;
  readonly accessLog: AccessLog;
  readonly loaders: Loaders;
  readonly clock: Clock;
  readonly origin: Omit<RequestOrigin, "signal">;
}

/** The field that finds persons, as it stands in the answer: a resolver's `info` is one. */
export interface Entrance extends DocumentPlace {
  readonly path: Path;
  readonly operation: OperationDefinitionNode;
}

/** How one person comes in. */
export interface Admission {
  /** Number of the item, where the field finds a list. */
  readonly index?: number;
  /** By default VIEW in a query, SUBSCRIBE in an event, CHANGE in a mutation. */
  readonly action?: AccessAction;
  /** The object type that is found, where the field's own type is abstract. */
  readonly type?: string;
}

/** A person who was judged for this viewer and answer. */
export interface Person {
  readonly ref: CustomerRef;
  readonly judgement: Judgement;
}

const actionsByOperation = { query: "VIEW", mutation: "CHANGE", subscription: "SUBSCRIBE" } as const;

/** That a path leads past the admission is a fault of ours, not the viewer's gain: nothing is shown. */
const aboutNobody: FieldDecision = {
  kind: "deny",
  isRefused: false,
  reason: "OUT_OF_REACH",
  message: "is about a person whom nobody judged",
};

/** Made anew for every answer: a query, a mutation, one event of a subscription. */
export class RequestAccess {
  /** True when the event is about somebody of whom it may show nothing: it is not sent at all. */
  isLeftOut = false;
  /** Decisions about fields that are about nobody in particular. */
  readonly viewerJudgement: Judgement;
  private readonly needs: PersonNeeds;
  private readonly presences = new Map<string, Presence>();
  private readonly changed = new Set<string>();
  private readonly persons = new AdmittedPersons<Person>();
  private readonly withheld = new WithheldFields();
  private comesInParts = false;

  constructor(private readonly parts: AccessParts) {
    const { policy, origin } = parts;
    this.viewerJudgement = policy.judgeViewer(origin.viewer);
    this.needs = policy.needs(origin.viewer);
  }

  /** Judges a person, once in an answer, and puts them down at the entrance: what stands below it is about them. */
  async admit(ref: CustomerRef, entrance: Entrance, admission: Admission = {}): Promise<Person> {
    const presence = this.getPresence(ref);
    const judgement = await presence.getJudgement(() => this.judge(ref));
    const { index, type, action = actionsByOperation[entrance.operation.operation] } = admission;
    const isHidden = type !== undefined && this.findRefusal(judgement, type) !== undefined;
    presence.add(this.select(entrance, type), action, isHidden);
    const person = { ref, judgement };
    this.persons.put(person, entrance.path, index);
    return person;
  }

  /** Admits the owner of a record that was found without its customer; false when it may not be shown. */
  async admitOwner(
    ref: CustomerRef,
    entrance: Entrance,
    admission: Admission & { readonly type: string },
  ): Promise<boolean> {
    const { path } = entrance;
    const { index, type } = admission;
    const place = index === undefined ? path : { prev: path, key: index, typename: undefined };
    return this.mayShow(await this.admit(ref, entrance, admission), type, place);
  }

  /** Whether records of this type may be shown of the person; when not, that is told as withheld at `path`. */
  mayShow({ ref, judgement }: Person, type: string, path: Path): boolean {
    const refusal = this.findRefusal(judgement, type);
    if (refusal !== undefined) this.withheld.add(ref.id, refusal.holder, refusal.decision, path);
    return refusal === undefined;
  }

  /** Whether records of this type could be shown of somebody who is not in the answer; nothing is told or logged. */
  async couldShow(ref: CustomerRef, type: string): Promise<boolean> {
    const judgement = await this.getPresence(ref).getJudgement(() => this.judge(ref));
    return this.findRefusal(judgement, type) === undefined;
  }

  /** Whom the place is about; undefined where nobody was admitted above it. */
  personAt(path: Path): Person | undefined {
    return this.persons.find(path);
  }

  /** Decides about a field whose rule asks for the person. */
  decideAbout(coordinate: string, path: Path): FieldDecision {
    return this.persons.find(path)?.judgement.decide(coordinate) ?? aboutNobody;
  }

  /** Puts down that a field is not shown as it is. About nobody in particular there is nothing to tell. */
  withhold(coordinate: string, decision: Withholding, path: Path): void {
    const person = this.persons.find(path);
    if (person !== undefined) this.withheld.add(person.ref.id, coordinate, decision, path);
  }

  /** What a mutation shows of the person whom it changes, for the entry that the change writes itself. */
  fieldsOf(entrance: Entrance): readonly string[] {
    const lists = selectFields(entrance).map(({ coordinates }) => coordinates);
    return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())].toSorted();
  }

  /** A person was changed, and the entry of it written with the change: they are judged anew, and not logged again. */
  noteChange(customerId: string): void {
    this.changed.add(customerId);
    this.presences.get(customerId)?.change();
  }

  /** The answer comes in parts: a person is logged once, with all that the operation selects in whatever part. */
  expectParts(): void {
    this.comesInParts = true;
  }

  /**
   * Logs the persons of the answer who are not logged yet, and answers what was withheld since the last time. The answer
   * may be sent when it resolves; when it rejects (ACCESS_LOG_UNAVAILABLE), nothing of it may be. `readers` get the answer
   * instead of whom it was made for, and all have the rights of that one.
   */
  async conclude(
    readers: readonly Reader[] = [this.parts.origin],
  ): Promise<readonly WithheldField[] | undefined> {
    const due = [...this.presences.values()].filter(({ isLogged, isPresent }) => isPresent && !isLogged);
    await this.log(due, readers);
    for (const presence of due) presence.isLogged = true;
    return this.withheld.take();
  }

  /** Logs everybody in a concluded answer for more readers of the same rights; it may be sent to them then. */
  async share(readers: readonly Reader[]): Promise<void> {
    await this.log(
      [...this.presences.values()].filter(({ isPresent }) => isPresent),
      readers,
    );
  }

  private async log(presences: readonly Presence[], readers: readonly Reader[]): Promise<void> {
    if (presences.length === 0) return;
    const { policy, origin, clock, accessLog } = this.parts;
    const at = toInstant(clock.now());
    const notes = presences.map((presence) => presence.toNote(policy, readers, origin.requestId, at));
    await accessLog.append(notes).catch(toUnavailable);
  }

  private getPresence(ref: CustomerRef): Presence {
    const known = this.presences.get(ref.id);
    if (known !== undefined) return known;
    const presence = new Presence(ref);
    presence.isLogged = this.changed.has(ref.id);
    this.presences.set(ref.id, presence);
    return presence;
  }

  private judge(ref: CustomerRef): Promise<Judgement> | Judgement {
    const { policy, loaders, clock, origin } = this.parts;
    const { viewer } = origin;
    const standing = loadStanding(ref, this.needs, viewer, loaders);
    if (!(standing instanceof Promise)) return policy.judge(viewer, standing, clock.now());
    return standing.then((loaded) => policy.judge(viewer, loaded, clock.now()));
  }

  private select(entrance: Entrance, type: string | undefined): readonly Selection[] {
    if (!this.comesInParts) return selectFields(entrance, type);
    return [selectOperation(entrance.operation, entrance, isEntry)];
  }

  private findRefusal(
    judgement: Judgement,
    type: string,
  ): { readonly holder: string; readonly decision: Withholding } | undefined {
    const holder = this.parts.policy.holderOf(type);
    const decision = holder === undefined ? undefined : judgement.decide(holder);
    return holder === undefined || decision?.kind !== "deny" ? undefined : { holder, decision };
  }
}

function toUnavailable(cause: unknown): never {
  if (cause instanceof GatewayError && cause.code === "ACCESS_LOG_UNAVAILABLE") throw cause;
  const message = "The access could not be logged, so nothing is shown.";
  throw new GatewayError("ACCESS_LOG_UNAVAILABLE", message, {}, { cause });
}
