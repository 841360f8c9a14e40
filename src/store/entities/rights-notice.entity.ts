import { defineEntity, p } from "@mikro-orm/core";
import {
  RightsNoticeKind,
  RightsNoticeStatus,
  type SourceAnswerToNotice,
} from "../../domains/rights/rights-notice.js";
import { instant, text } from "./columns.js";

/** A notice to a source and what became of it. `payload` is sealed, and gone once nobody needs it any more. */
export const RightsNoticeEntity = defineEntity({
  name: "RightsNotice",
  tableName: "rights_notice",
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(Object.values(RightsNoticeKind)),
    // The erasure or the request that it is about.
    aboutId: p.uuid().index(),
    source: text(),
    status: p.enum(Object.values(RightsNoticeStatus)),
    payload: text().nullable(),
    attempts: p.integer(),
    nextAttemptAt: instant().nullable().index(),
    answerStatus: p.integer().nullable(),
    answeredAt: instant().nullable(),
    answer: p.json<SourceAnswerToNotice>().nullable(),
    createdAt: instant(),
  },
});
