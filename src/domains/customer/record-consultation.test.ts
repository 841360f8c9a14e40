import { beforeEach, describe, expect, test } from "vitest";
import { makeActor } from "../../../test/fakes/actor.js";
import { createMemoryUnitOfWork } from "../../../test/fakes/memory-unit-of-work.js";
import { recordConsultation, type RecordConsultationInput } from "./record-consultation.js";

const kim = "00000000-0000-5000-8000-000000000001";
const startedAt = "2026-11-23T00:00:00Z";
let unitOfWork: ReturnType<typeof createMemoryUnitOfWork>;
beforeEach(() => {
  unitOfWork = createMemoryUnitOfWork([kim]);
});

const record = (more: Partial<RecordConsultationInput> = {}) =>
  recordConsultation(
    { unitOfWork, clock: { now: () => new Date("2026-11-23T01:00:00Z") }, newId: () => "new" },
    makeActor("agent-7"),
    { clientKey: "k", customerId: kim, channel: "CALL", startedAt, ...more },
  );

describe("a recorded consultation", () => {
  test("belongs to the agent who records it, and is told of with one event", async () => {
    const consultation = {
      recordId: "own.new",
      channel: "CALL",
      agentId: "agent-7",
      startedAt,
      endedAt: "2026-11-23T00:10:00.25Z",
      product: null,
      topic: "카드",
      summary: "분실 신고",
      notes: null,
      outcome: null,
      satisfaction: 5,
      sentiment: null,
      locality: null,
    };
    const input = {
      endedAt: "2026-11-23T09:10:00.250+09:00",
      topic: "카드",
      summary: " 분실 신고 ",
      satisfaction: 5,
    };
    expect(await record(input)).toEqual({ consultation, customerId: kim });
    expect(await record(input)).toEqual({ consultation, customerId: kim });
    expect(unitOfWork.state.events).toEqual([
      {
        type: "consultation.recorded",
        kind: "CONSULTATION",
        customerId: kim,
        recordId: "own.new",
        record: consultation,
        occurredAt: startedAt,
        dedupKey: "consultation:own.new",
      },
    ]);
  });

  test("may last still, and may end when it began", async () => {
    expect(await record()).toMatchObject({ consultation: { endedAt: null } });
    expect(await record({ clientKey: "l", endedAt: startedAt })).toMatchObject({
      consultation: { endedAt: startedAt },
    });
  });

  test.each<[string, Partial<RecordConsultationInput>, string, string]>([
    ["an unknown customer", { customerId: "nobody" }, "NOT_FOUND", "customerId"],
    ["an end before the beginning", { endedAt: "2026-11-22T23:59:59.999999Z" }, "INVALID_INPUT", "endedAt"],
    ["an end to come", { endedAt: "2026-11-23T01:01:00.001Z" }, "INVALID_INPUT", "endedAt"],
    ["a beginning to come", { startedAt: "2026-11-23T01:01:00.001Z" }, "INVALID_INPUT", "startedAt"],
    ["a mark of 0", { satisfaction: 0 }, "INVALID_INPUT", "satisfaction"],
    ["a mark of 6", { satisfaction: 6 }, "INVALID_INPUT", "satisfaction"],
    ["half a mark", { satisfaction: 2.5 }, "INVALID_INPUT", "satisfaction"],
    ["empty notes", { notes: "" }, "INVALID_INPUT", "notes"],
    ["a summary that is too long", { summary: "가".repeat(2001) }, "INVALID_INPUT", "summary"],
  ])("is refused with %s", async (_, more, code, field) => {
    expect(await record(more)).toEqual({ refusal: expect.objectContaining({ code, field }) as object });
    expect(unitOfWork.state.consultations).toEqual([]);
    expect(unitOfWork.state.events).toEqual([]);
  });
});
