import { Field, InputType } from "type-graphql";
import {
  findNormalisedIdentity,
  IdentityNamespace,
  type IdentityKey,
} from "../../domains/identity/identity.js";
import { invalidArgument } from "../../shared/errors.js";

/** An identity as a caller has it. */
@InputType({ description: "An identity of a customer in some system." })
export class IdentityInput {
  @Field(() => IdentityNamespace, { description: "Where the value has its meaning." })
  namespace!: IdentityNamespace;

  @Field(() => String, { description: "The value in any usual spelling." })
  value!: string;
}

/** The identity in its one spelling; throws INVALID_ARGUMENT naming `identity.value`. */
export function parseIdentityInput({ namespace, value }: IdentityInput): IdentityKey {
  const normalised = findNormalisedIdentity(namespace, value);
  // The value itself may be somebody's telephone number: it never goes into the message.
  if (normalised === undefined) throw invalidArgument("identity.value", `is not a valid ${namespace}.`);
  return { namespace, value: normalised };
}
