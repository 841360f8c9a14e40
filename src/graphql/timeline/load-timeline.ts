// The timeline asks each kind's own loader, so it costs no batch that the same document asks for anyway.
import {
  mergeTimeline,
  parseTimelineCursor,
  positionFor,
  type TimelineSlices,
  type Touchpoint,
  type TouchpointKind,
} from "../../domains/customer/timeline.js";
import { parseFirst, type Position, type Slice } from "../../shared/page.js";
import type { Loaders } from "../../loaders/loaders.js";

/** One page of a kind. */
interface KindPage {
  readonly limit: number;
  readonly after?: Position;
}

type KindReader = (loaders: Loaders, customerId: string, page: KindPage) => Promise<readonly unknown[]>;

const readers: { readonly [Kind in TouchpointKind]: KindReader } = {
  WEB_EVENT: (loaders, customerId, page) => loaders.facet("webEvents", customerId, page),
  TRANSFER: (loaders, customerId, page) => loaders.facet("transfers", customerId, page),
  CONSULTATION: (loaders, customerId, page) => loaders.facet("consultations", customerId, page),
  CONTACT: (loaders, customerId, page) => loaders.facet("contacts", customerId, page),
  CONSENT: (loaders, customerId, page) => loaders.consentHistory(customerId, page),
  // Those that were held back met nobody.
  TRIGGER: (loaders, customerId, page) =>
    loaders.triggers(customerId, {
      ...page,
      statuses: ["RAISED", "CLAIMED", "RESOLVED", "DISMISSED", "EXPIRED"],
    }),
};

/** One page of a customer's timeline, newest first: the records of these kinds. */
export async function loadTimeline(
  loaders: Loaders,
  customerId: string,
  ask: {
    readonly first: number;
    readonly after?: string | null;
    readonly kinds: readonly TouchpointKind[];
  },
): Promise<Slice<Touchpoint>> {
  const first = parseFirst(ask.first);
  const cursor = typeof ask.after === "string" ? parseTimelineCursor(ask.after) : undefined;
  const slices = await Promise.all(
    ask.kinds.map(async (kind) => {
      const page = {
        limit: first + 1,
        ...(cursor === undefined ? {} : { after: positionFor(kind, cursor) }),
      };
      return [kind, await readers[kind](loaders, customerId, page)] as const;
    }),
  );
  return mergeTimeline(Object.fromEntries(slices) as TimelineSlices, first);
}
