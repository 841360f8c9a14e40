// Subscribers of the same operation and the same rights. They share one stream over the log, and for each event one
// execution, one judgement of the person, one writing of the answer; the access log holds every one of them.
//
// A member rides when it has all events up to the group's position: it gets the next one with the others. Who is not so
// far yet, or reads too slowly, is behind: it reads the log by itself until it meets the position. An event that is under
// way is given to those too who come up meanwhile, after it was logged for them, so that nobody chases the position.
import type { Reader } from "../access/presence.js";
import type { RequestContext } from "../request-context.js";
import { answerEvent, type AnsweredEvent, type LiveOperation } from "./answer-event.js";
import type { LivePayload } from "./live-answer.js";
import type { LiveParts } from "./live-parts.js";
import type { LiveEvent, LiveSource } from "./live-source.js";

/** A subscriber as its group knows it. */
export interface GroupMember {
  readonly reader: Reader;
  /** Cursor of the last event that the member is done with. */
  readonly cursor: bigint;
  /** Takes an event that is logged for it; undefined when the event is not for these rights. */
  take(payload: LivePayload | undefined, cursor: bigint): void;
  /** The group is done with an event, and the member was behind. */
  fallBehind(): void;
  /** The stream ended, or failed. */
  leave(error?: unknown): void;
}

/** So many frames are sent before others get the event loop. */
const sendsPerTurn = 512;

/** A group at work; it ends with its last member. */
export class Group {
  readonly #riding = new Set<GroupMember>();
  readonly #behind = new Set<GroupMember>();
  readonly #gone = new AbortController();
  #position: bigint;
  #readers: readonly Reader[] = [];
  #answers = 0;
  /** How often somebody began to ride. */
  #rides = 0;
  #isOver = false;

  constructor(
    private readonly parts: LiveParts,
    readonly operation: LiveOperation,
    private readonly source: LiveSource,
    /** Who the events are executed for: the rights of all, the name of none. */
    private readonly reader: Reader,
    private readonly id: string,
    /** Called when nobody may join any more. */
    private readonly onEmpty: () => void,
  ) {
    this.#position = source.latest;
    void this.#run();
  }

  /** Begins with a new member, behind the others. */
  join(member: GroupMember): void {
    this.#behind.add(member);
  }

  /** Lets a member ride that has everything up to the position; false when it has not. */
  ride(member: GroupMember): boolean {
    if (this.#isOver || member.cursor < this.#position || !this.#behind.delete(member)) return false;
    this.#riding.add(member);
    this.#rides += 1;
    return true;
  }

  /** Puts a riding member behind: it is too slow to ride. */
  stepDown(member: GroupMember): void {
    if (this.#riding.delete(member)) this.#behind.add(member);
  }

  /** Forgets a member that has ended. */
  remove(member: GroupMember): void {
    this.#riding.delete(member);
    this.#behind.delete(member);
    if (this.#riding.size + this.#behind.size > 0 || this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.onEmpty();
  }

  /** The events behind a cursor, for a member that reads by itself. */
  read(context: RequestContext, after: bigint): AsyncGenerator<LiveEvent, void, void> {
    return this.source.read(context, after);
  }

  async #run(): Promise<void> {
    try {
      const events = this.source.read(this.#createContext(this.id), this.#position);
      for await (const event of events) await this.#pass(event);
      this.#close();
    } catch (error) {
      this.#close(error);
    }
  }

  async #pass(event: LiveEvent): Promise<void> {
    const riding = this.#riding.size;
    // Where nobody rides, the event is left to those who read by themselves.
    if (riding === 0) this.#position = event.cursor;
    const passed = riding === 0 ? undefined : await this.parts.notes.pass(riding, () => this.#answer(event));
    for (const member of this.#behind) if (member.cursor < event.cursor) member.fallBehind();
    if (passed === undefined) return;
    let sent = 0;
    for (const member of passed.members) {
      if (!this.#riding.has(member)) continue;
      member.take(passed.payload, event.cursor);
      sent += 1;
      if (sent % sendsPerTurn === 0) await new Promise(setImmediate);
    }
  }

  /** Executes an event, logs it for all who ride, and moves the position. */
  async #answer(event: LiveEvent): Promise<{
    readonly members: ReadonlySet<GroupMember>;
    readonly payload: LivePayload | undefined;
  }> {
    const members = new Set<GroupMember>();
    let answer: AnsweredEvent | undefined;
    for (let rides = -1; rides !== this.#rides;) {
      rides = this.#rides;
      const waiting = [...this.#riding].filter((one) => one.cursor < event.cursor && !members.has(one));
      for (const member of waiting) members.add(member);
      if (waiting.length === 0) continue;
      const readers = this.#listReaders(waiting);
      if (answer === undefined) answer = await this.#answerFor(event, readers);
      else await answer.share(readers);
    }
    // In the same turn as the last look at who rides: whoever comes up from here on has to have the event.
    this.#position = event.cursor;
    return { members, payload: answer?.payload };
  }

  /** Those who wait, as the same array as long as they are the same, since the access log names them by their list. */
  #listReaders(waiting: readonly GroupMember[]): readonly Reader[] {
    const isSame =
      waiting.length === this.#readers.length &&
      waiting.every(({ reader }, n) => reader === this.#readers[n]);
    if (!isSame) this.#readers = waiting.map(({ reader }) => reader);
    return this.#readers;
  }

  #answerFor(event: LiveEvent, readers: readonly Reader[]): Promise<AnsweredEvent> {
    const context = this.#createContext(`${this.id}:${String((this.#answers += 1))}`);
    return answerEvent(this.operation, event, context, readers, this.parts.report);
  }

  #createContext(requestId: string): RequestContext {
    return this.parts.createContext({ ...this.reader, requestId, signal: this.#gone.signal });
  }

  /** The stream is over. Those behind come to the same end by themselves, unless it failed. */
  #close(error?: unknown): void {
    this.#isOver = true;
    this.onEmpty();
    const leaving = [...this.#riding, ...(error === undefined ? [] : this.#behind)];
    for (const member of leaving) member.leave(error);
  }
}
