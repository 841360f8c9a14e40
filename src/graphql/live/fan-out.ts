// Subscriptions as they are served: many subscribers, few groups. In: what a subscriber wants, after its own operation was
// checked under its own rights. Out: an answer that pushes. Whoever wants the same operation with the same rights shares a
// group; the key is made of what the policy judges by, so two who could be judged differently never meet in one.
import { randomUUID } from "node:crypto";
import type { RequestOrigin } from "../request-origin.js";
import type { LiveOperation } from "./answer-event.js";
import { Group } from "./group.js";
import type { LiveAnswer } from "./live-answer.js";
import type { LiveOptions, LiveParts } from "./live-parts.js";
import type { LiveSource } from "./live-source.js";
import { Member } from "./member.js";
import { Turnstile } from "./turnstile.js";

/** Opens subscriptions. */
export interface FanOut {
  /** `operationKey` is equal for subscriptions that ask the same of every event. */
  open(operation: LiveOperation, operationKey: string, source: LiveSource, origin: RequestOrigin): LiveAnswer;
}

const mostNotes = 4_000;
const mostAlone = 16;

/** The subscriptions of a process. */
export function createFanOut(
  parts: Pick<LiveParts, "policy" | "createContext" | "report">,
  { maxEventsBehind = 1_000, isGrouping = true }: LiveOptions = {},
): FanOut {
  const live = {
    ...parts,
    maxEventsBehind,
    notes: new Turnstile(mostNotes),
    alone: new Turnstile(mostAlone),
  };
  const groups = new Map<string, Group>();

  function findGroup(
    key: string,
    operation: LiveOperation,
    source: LiveSource,
    origin: RequestOrigin,
  ): Group {
    const known = groups.get(key);
    if (known !== undefined) return known;
    // Its own name would be one of many: whatever asked for it would answer all of them with it.
    const reader = { viewer: { ...origin.viewer, id: "" }, sourceIp: "", application: null };
    const group = new Group(live, operation, source, reader, randomUUID(), () => {
      if (groups.get(key) === group) groups.delete(key);
    });
    groups.set(key, group);
    return group;
  }

  return {
    open(operation, operationKey, source, origin) {
      const { requestId, viewer } = origin;
      const rights = live.policy.rightsKey(viewer);
      const key = JSON.stringify([operationKey, rights, source.key, isGrouping ? "" : requestId]);
      return new Member(live, origin, () => findGroup(key, operation, source, origin), source);
    },
  };
}
