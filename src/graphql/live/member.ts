// One subscriber's way through its stream: the snapshot where it wants one, what the log holds behind its cursor, then the
// events of its group. When its client does not read, it steps out and waits; the queue in front of it is the log, of
// which it holds its cursor only. Who falls too far behind is sent away with the cursor to resume from.
import type { GraphQLFormattedError } from "graphql";
import { GatewayError } from "../../shared/errors.js";
import { toPublicError } from "../errors/to-public-errors.js";
import type { RequestOrigin } from "../request-origin.js";
import { answerEvent } from "./answer-event.js";
import { toEventCursor } from "./event-cursor.js";
import type { Group, GroupMember } from "./group.js";
import type { LiveAnswer, LivePayload, LiveSubscriber } from "./live-answer.js";
import type { LiveParts } from "./live-parts.js";
import type { LiveEvent, LiveSource } from "./live-source.js";

/** A subscriber in a group. */
export class Member implements GroupMember, LiveAnswer {
  readonly isLive = true;
  cursor: bigint;
  #subscriber: LiveSubscriber | undefined;
  #group: Group | undefined;
  #snapshot: LiveEvent | undefined;
  #answers = 0;
  /** Events of the group that the member has yet to get by itself. */
  #missed = 0;
  #hasRidden = false;
  /** Whether the snapshot has been told: until then nobody can go on behind anything. */
  #hasBegun: boolean;
  #isBlocked = false;

  constructor(
    private readonly parts: LiveParts,
    readonly reader: RequestOrigin,
    private findGroup: (() => Group) | undefined,
    { after, snapshot }: Pick<LiveSource, "after" | "snapshot">,
  ) {
    this.cursor = after;
    this.#snapshot = snapshot;
    this.#hasBegun = snapshot === undefined;
  }

  start(subscriber: LiveSubscriber): void {
    if (this.findGroup === undefined) return;
    this.#subscriber = subscriber;
    this.#group = this.findGroup();
    this.#group.join(this);
    const snapshot = this.#snapshot;
    // Thousands wait here for hours: nothing is kept that is needed no more.
    this.findGroup = undefined;
    this.#snapshot = undefined;
    void this.#work(async () => {
      if (snapshot !== undefined) await this.#answerAlone(snapshot);
      await this.#catchUp();
    });
  }

  stop(): void {
    this.findGroup = undefined;
    this.#subscriber = undefined;
    this.#group?.remove(this);
    this.#group = undefined;
  }

  take(payload: LivePayload | undefined, cursor: bigint): void {
    this.cursor = cursor;
    if (payload === undefined || this.#subscriber === undefined || this.#subscriber.send(payload)) return;
    this.#hasRidden = true;
    this.#group?.stepDown(this);
    void this.#work(async () => {
      await this.#untilRead();
      await this.#catchUp();
    });
  }

  fallBehind(): void {
    // Who resumes from long ago and reads has the past in front of it, and that is no fault of it.
    if (!this.#hasRidden && !this.#isBlocked) return;
    this.#missed += 1;
    if (this.#missed <= this.parts.maxEventsBehind) return;
    const message = "This subscriber is too slow; resume with the cursor.";
    this.leave(new GatewayError("SUBSCRIPTION_OVERFLOW", message));
  }

  leave(error?: unknown): void {
    const subscriber = this.#subscriber;
    this.stop();
    subscriber?.end(error === undefined ? undefined : [this.#tellEnd(error)]);
  }

  /** The error that ends the subscription, with the cursor to resume from: who got no event has no other. */
  #tellEnd(error: unknown): GraphQLFormattedError {
    const told = toPublicError(error, this.parts.report);
    if (!this.#hasBegun || told.extensions?.["retryable"] !== true) return told;
    return { ...told, extensions: { ...told.extensions, cursor: toEventCursor(this.cursor) } };
  }

  async #work(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.leave(error);
    }
  }

  async #catchUp(): Promise<void> {
    const group = this.#group;
    if (group === undefined || this.#ride(group)) return;
    const context = this.parts.createContext(this.reader);
    for await (const event of group.read(context, this.cursor)) {
      await this.#answerAlone(event);
      if (this.#group === undefined || this.#ride(group)) return;
    }
    this.leave();
  }

  #ride(group: Group): boolean {
    if (!group.ride(this)) return false;
    this.#missed = 0;
    return true;
  }

  async #answerAlone(event: LiveEvent): Promise<void> {
    const { alone, createContext, report } = this.parts;
    const answer = await alone.pass(1, async () => {
      if (this.#group === undefined) return undefined;
      const requestId = `${this.reader.requestId}:${String((this.#answers += 1))}`;
      const context = createContext({ ...this.reader, requestId });
      return answerEvent(this.#group.operation, event, context, [this.reader], report);
    });
    this.cursor = event.cursor;
    this.#hasBegun = true;
    if (this.#missed > 0) this.#missed -= 1;
    const payload = answer?.payload;
    if (payload !== undefined && this.#subscriber?.send(payload) === false) await this.#untilRead();
  }

  async #untilRead(): Promise<void> {
    this.#isBlocked = true;
    await this.#subscriber?.drained();
    this.#isBlocked = false;
    if (!this.#hasRidden) this.#missed = 0;
  }
}
