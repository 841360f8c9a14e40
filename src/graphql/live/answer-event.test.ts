import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { GatewayError } from "../../shared/errors.js";
import type { RequestContext } from "../request-context.js";
import { answerEvent } from "./answer-event.js";

const schema = buildSchema(`
  type Query { a: Int }
  type Event { cursor: String!  profile: String }
  type Subscription { told: Event }
`);

/** Answers an event of which `told` says what becomes. */
function answer(told: () => unknown) {
  const concluded: unknown[] = [];
  const access = {
    isLeftOut: false,
    conclude: (readers: unknown) => {
      concluded.push(readers);
      return Promise.resolve(undefined);
    },
  };
  const answered = answerEvent(
    { schema, document: parse("subscription { told { cursor profile } }"), variableValues: {} },
    { cursor: 7n, customerId: "c", kind: "WEB_EVENT", record: null, told } as never,
    { access, requestId: "r" } as unknown as RequestContext,
    [],
    (error) => new GatewayError("INTERNAL", String(error)),
  );
  return { answered, concluded };
}

const storeIsDown = (): never => {
  throw new GatewayError("STORE_UNAVAILABLE", "The store did not answer.");
};
const toText = (payload: { json: Buffer } | undefined): unknown =>
  JSON.parse(payload?.json.toString() ?? "null");

test("an event that cannot be told because the store is away is not sent empty: its readers resume before it", async () => {
  const { answered, concluded } = answer(storeIsDown);
  await expect(answered).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(concluded).toEqual([]);
});

test("an event of which a part is missing is sent with what is there", async () => {
  const { answered } = answer(() => ({ cursor: "c7", profile: storeIsDown }));
  expect(toText((await answered).payload)).toMatchObject({
    data: { told: { cursor: "c7", profile: null } },
    errors: [{ extensions: { code: "STORE_UNAVAILABLE" } }],
  });
});

test("an event that can never be told is sent as an error, since waiting for it would end the stream for ever", async () => {
  const { answered } = answer(() => {
    throw new Error("A bug.");
  });
  expect(toText((await answered).payload)).toMatchObject({
    data: { told: null },
    errors: [{ extensions: { code: "INTERNAL" } }],
  });
});
