import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import { toConsentReceipt, toIso27560 } from "../../domains/consent/to-iso27560.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import { admitChanged } from "../access/admit-changed.js";
import { Customer, toCustomer } from "../customer/customer.type.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import { JSONObject } from "../scalars.js";
import {
  Consent,
  ConsentRecord,
  ConsentRecordConnection,
  toConsents,
  toConsentRecord,
} from "./consent.type.js";
import { RecordConsentInput } from "./record-consent.input.js";
import { RecordConsentPayload } from "./record-consent-payload.type.js";

const history = "consentHistory";

/** Customer.consents, Customer.consentHistory and Mutation.recordConsent */
@Resolver(() => Customer)
export class ConsentResolver {
  @FieldResolver(() => [Consent], {
    description: "What the customer allows at this moment, per purpose and channel, by day or at night.",
  })
  async consents(
    @Root() customer: Customer,
    @Ctx() { loaders, clock }: RequestContext,
    // By default without the night: to whoever knows nothing of it, a yes for the night would read as one for the day.
    @Arg("night", () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: "False: what is allowed by day; true: what is allowed at night as well; null: both.",
    })
    night: boolean | null,
  ): Promise<Consent[]> {
    return toConsents(await loaders.consents(customer.key), night, clock.now());
  }

  @FieldResolver(() => ConsentRecordConnection, {
    nullable: true,
    description: "Every consent that was recorded, newest first; null while the store is down.",
  })
  async consentHistory(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<ConsentRecord>> {
    const limit = parseFirst(first ?? 20);
    const position = parsePositionCursor(history, after);
    const records = await loaders.consentHistory(customer.key, {
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
    });
    return toConnection(toSlice(records, limit), after, toConsentRecord, (record) =>
      toPositionCursor(history, record.occurredAt, record.id),
    );
  }

  @Mutation(() => RecordConsentPayload, {
    description:
      "Records what a customer allows. It holds for the next read. The same client key records it once.",
  })
  async recordConsent(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => RecordConsentInput, { description: "The consent." }) input: RecordConsentInput,
  ): Promise<RecordConsentPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const answer = await context.useCases.recordConsent(context.actor(context.access.fieldsOf(info)), {
      ...input,
      customerId,
    });
    if ("refusal" in answer) return { record: null, customer: null, refusal: toRefusal(answer.refusal) };
    const person = await admitChanged(context, answer.customerId, info);
    return {
      record:
        person !== undefined && context.access.mayShow(person, "ConsentRecord", info.path)
          ? toConsentRecord(answer.record)
          : null,
      customer: person === undefined ? null : toCustomer(person.ref),
      refusal: null,
    };
  }
}

/** ConsentRecord.iso27560 and ConsentRecord.receipt */
@Resolver(() => ConsentRecord)
export class ConsentRecordResolver {
  @FieldResolver(() => JSONObject, {
    description:
      "The record as ISO/IEC TS 27560 in JSON-LD with DPV terms. `c360:notKnown` lists the mandatory fields that nobody knows, where the version of the notice is in no register.",
  })
  iso27560(@Root() record: ConsentRecord, @Ctx() { notices }: RequestContext): object {
    return toIso27560(record.value, notices);
  }

  @FieldResolver(() => JSONObject, {
    description:
      "The receipt to hand to the person (ISO/IEC TS 27560, JSON-LD): the record without its account and proof.",
  })
  receipt(@Root() record: ConsentRecord, @Ctx() { notices }: RequestContext): object {
    return toConsentReceipt(record.value, notices);
  }
}
