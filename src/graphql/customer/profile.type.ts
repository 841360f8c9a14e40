import { Field, ObjectType } from "type-graphql";
import type { Address as AddressRecord, Profile as ProfileRecord } from "../../domains/customer/records.js";
import { DateTime, PlainDateScalar } from "../scalars.js";

/** A postal address. */
@ObjectType({ description: "A postal address." })
export class Address implements AddressRecord {
  @Field(() => String, { nullable: true, description: "ISO 3166-1 alpha-2 code; null when not known." })
  country!: string | null;

  @Field(() => String, { nullable: true, description: "Postal code; null when not known." })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: "City or province; null when not known." })
  locality!: string | null;

  @Field(() => String, { nullable: true, description: "Street and house; null when not known." })
  street!: string | null;
}

/** Who the customer is. */
@ObjectType({
  description: "Who the customer is, as the CRM has it. Members are null when the CRM does not know them.",
})
export class Profile implements Omit<ProfileRecord, "recordId"> {
  @Field(() => String, { nullable: true, description: "Name as the person is addressed." })
  displayName!: string | null;

  @Field(() => String, { nullable: true, description: "Family name." })
  familyName!: string | null;

  @Field(() => String, { nullable: true, description: "Given name." })
  givenName!: string | null;

  @Field(() => PlainDateScalar, { nullable: true, description: "Day of birth." })
  birthDate!: string | null;

  @Field(() => String, { nullable: true, description: 'Gender as recorded, e.g. "female".' })
  gender!: string | null;

  @Field(() => String, { nullable: true, description: "E-mail address." })
  email!: string | null;

  @Field(() => String, { nullable: true, description: "Telephone number in E.164." })
  phone!: string | null;

  @Field(() => Address, { nullable: true, description: "Postal address." })
  address!: Address | null;

  @Field(() => String, { nullable: true, description: "Standing of the customer, e.g. VIP." })
  tier!: string | null;

  @Field(() => String, { nullable: true, description: "Branch that looks after the customer." })
  branch!: string | null;

  @Field(() => DateTime, { nullable: true, description: "Since when the person is a customer." })
  joinedAt!: string | null;

  @Field(() => String, { nullable: true, description: "Language (BCP 47)." })
  locale!: string | null;

  @Field(() => String, { nullable: true, description: "IANA time zone." })
  timeZone!: string | null;
}
