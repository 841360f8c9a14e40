import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Purpose } from "../../domains/consent/consent.js";
import { decideContactability } from "../../domains/contact-policy/decide-contactability.js";
import { Channel } from "../../domains/customer/channel.js";
import { loadContactFacts } from "../../loaders/load-contact-facts.js";
import { Customer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import { DateTime } from "../scalars.js";
import { Contactability } from "./contactability.type.js";

/** Customer.contactability */
@Resolver(() => Customer)
export class ContactabilityResolver {
  @FieldResolver(() => Contactability, {
    description:
      "Whether the customer may be contacted for a purpose by a channel, judged by consents, preferences and contacts as they are at " +
      "present. While the source of the contacts is down, a channel with a weekly limit is not allowed (CONTACTS_UNKNOWN).",
  })
  async contactability(
    @Root() customer: Customer,
    @Ctx() { loaders, clock }: RequestContext,
    @Arg("purpose", () => Purpose, {
      description: "What the contact is for; it need not be the viewer's purpose.",
    })
    purpose: Purpose,
    @Arg("channel", () => Channel, { description: "How the customer would be contacted." }) channel: Channel,
    @Arg("at", () => DateTime, { nullable: true, description: "When; now when it is left out." })
    at: string | null,
    @Arg("topic", () => String, {
      nullable: true,
      description:
        "What it is about, in the words of `Preferences.topics`; left out, no topic speaks against it.",
    })
    topic: string | null,
  ): Promise<Contactability> {
    const question = {
      purpose,
      channel,
      topic,
      at: at === null || at === undefined ? clock.now() : new Date(at),
    };
    return decideContactability(await loadContactFacts(loaders, customer.key, question), question);
  }
}
