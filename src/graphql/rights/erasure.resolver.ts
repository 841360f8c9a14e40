import { Arg, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { invalidArgument } from "../../shared/errors.js";
import { findInstant } from "../../shared/instant.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { parseCursor, parseFirst, toCursor, toSlice } from "../../shared/page.js";
import { defineConnection, toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { Refusal, toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import { DateTime, JSONObject } from "../scalars.js";

/** What exportPersonalData did. */
@ObjectType({ description: "Where a person's data can be fetched, or why not." })
export class ExportPersonalDataPayload {
  @Field(() => String, {
    nullable: true,
    description: "Address of the JSON document. Whoever has it can fetch the data; null when refused.",
  })
  url!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Until when it can be fetched; then it is deleted. Null when refused.",
  })
  expiresAt!: string | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}

/** What erasePersonalData did. */
@ObjectType({ description: "What was erased where, or why not." })
export class ErasePersonalDataPayload {
  @Field(() => JSONObject, {
    nullable: true,
    description: "The signed certificate of what was done where and what stays; null when refused.",
  })
  certificate!: object | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}

/** An erasure that was done. */
@ObjectType({ description: "An erasure that was done, under the pseudonym of the person." })
export class ErasureCertificate {
  @Field(() => String, { description: "What stands for the erased person, also in the access log." })
  pseudonym!: string;

  @Field(() => DateTime, { description: "When the person was erased." })
  erasedAt!: string;

  @Field(() => JSONObject, { description: "The signed certificate, as the sources stand now." })
  certificate!: object;
}

/** ErasureCertificateConnection */
export const ErasureCertificateConnection = defineConnection(
  "ErasureCertificate",
  "certificates of erasure",
  () => ErasureCertificate,
);

const list = "erasureCertificates";

/** Mutation.exportPersonalData, Mutation.erasePersonalData and Query.erasureCertificates */
@Resolver()
export class ErasureResolver {
  @Mutation(() => ExportPersonalDataPayload, {
    description:
      "Makes everything that is known of a person ready to be fetched as JSON. Needs every source: one that does not answer is an error and nothing is kept.",
  })
  async exportPersonalData(
    @Ctx() context: RequestContext,
    @Arg("customerId", () => ID, { description: "The customer." }) id: string,
  ): Promise<ExportPersonalDataPayload> {
    const customerId = parseNodeIdOf("Customer", id, "customerId");
    const actor = context.actor(["Mutation.exportPersonalData"]);
    const answer = await context.useCases.exportPersonalData(actor, { customerId });
    if ("refusal" in answer) return { url: null, expiresAt: null, refusal: toRefusal(answer.refusal) };
    return { ...answer, refusal: null };
  }

  @Mutation(() => ErasePersonalDataPayload, {
    description:
      "Erases a person from the gateway for good and tells the sources. Asked again it answers the certificate as the sources stand by then.",
  })
  async erasePersonalData(
    @Ctx() context: RequestContext,
    @Arg("customerId", () => ID, { description: "The customer." }) id: string,
    @Arg("reason", () => String, {
      description: "Why, at most 1,000 characters. It stands in the certificate: name nobody in it.",
    })
    reason: string,
  ): Promise<ErasePersonalDataPayload> {
    const customerId = parseNodeIdOf("Customer", id, "customerId");
    const actor = context.actor(["Mutation.erasePersonalData"]);
    const answer = await context.useCases.erasePersonalData(actor, { customerId, reason });
    if ("refusal" in answer) return { certificate: null, refusal: toRefusal(answer.refusal) };
    context.loaders.forget(customerId);
    return { certificate: answer.certificate, refusal: null };
  }

  @Query(() => ErasureCertificateConnection, { description: "Erasures that were done, newest first." })
  async erasureCertificates(
    @Ctx() context: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<ErasureCertificate>> {
    const limit = parseFirst(first ?? 20);
    const found = await context.useCases.listErasures({ limit: limit + 1, ...parseAfter(after) });
    return toConnection(
      toSlice(found, limit),
      after,
      (done) => done,
      ({ erasedAt, pseudonym }) => toCursor(list, [erasedAt, pseudonym]),
    );
  }
}

function parseAfter(after: string | null): { after?: { at: string; id: string } } {
  if (typeof after !== "string") return {};
  const [at = "", id = ""] = parseCursor(list, after, 2);
  if (findInstant(at) === undefined) throw invalidArgument("after", "is not a cursor of this list.");
  return { after: { at, id } };
}
