// What the policy file decides, as the rest of the gateway uses it. Pure: no reads, no clock of its own.
import type { ConsentFact } from "../../domains/consent/decide-consent.js";
import type { Purpose } from "../../domains/consent/consent.js";
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Viewer } from "../viewer.js";

/** How much harm a field can do: structure of the graph, the company's own affairs, a person's data, what is worst to lose. */
export const Sensitivity = enumOf("PUBLIC", "INTERNAL", "PERSONAL", "SENSITIVE");
export type Sensitivity = NameOf<typeof Sensitivity>;

/** Why something is not shown as it is. */
export const WithholdingReason = enumOf(
  "ROLE",
  "PURPOSE",
  "NO_CONSENT",
  "CONSENT_EXPIRED",
  "CONSENT_REFUSED",
  "OBJECTED",
  "PROCESSING_RESTRICTED",
  "OUT_OF_REACH",
);
export type WithholdingReason = NameOf<typeof WithholdingReason>;

/** Hides what identifies in a text; free text is rid of the person's `names` as well when they are given. */
export type Mask = (text: string, names?: readonly string[]) => string;

/** Why, for a machine and as the end of a sentence that begins with the field: "needs the role AGENT". */
export interface Withholding {
  readonly reason: WithholdingReason;
  readonly message: string;
}

/**
 * What happens to a field. `deny` shows null; `isRefused` says that the caller can never have it for this role and
 * purpose, so that it is a FORBIDDEN error as well.
 */
export type FieldDecision =
  | { readonly kind: "allow" }
  | ({ readonly kind: "mask"; readonly mask: Mask } & Withholding)
  | ({ readonly kind: "deny"; readonly isRefused: boolean } & Withholding);

/** What is known of a person when access to their data is judged. */
export interface PersonStanding {
  readonly id: string;
  /** Customer number of the CRM; a viewer's cases name customers by it or by `id`. */
  readonly crmId: string | null;
  /** Newest record per channel of the viewer's purpose; empty when `needs(viewer).consents` is false. */
  readonly consents: readonly ConsentFact[];
  /** The person had the processing of their data restricted (PIPA art. 37, GDPR art. 18). */
  readonly isRestricted: boolean;
  /** Purposes that the person objected to (GDPR art. 21). */
  readonly objections: readonly Purpose[];
  /** The branch that keeps the customer; null when not known. Only looked at when `needs(viewer).branch`. */
  readonly branch: string | null;
}

/** What must be read of a person before `judge`. */
export interface PersonNeeds {
  readonly consents: boolean;
  readonly branch: boolean;
}

/** What a rule can do to a field: an error, null, or a masked text. */
export const Outcome = enumOf("REFUSED", "NULL", "MASKED");
export type Outcome = NameOf<typeof Outcome>;

/** Decisions about every field, for one viewer and one person (or nobody in particular). */
export interface Judgement {
  /** Equal keys mean equal decisions for every field, whoever asks about whom. */
  readonly key: string;
  /** By `Type.field`; throws for a field without a rule. */
  decide(coordinate: string): FieldDecision;
  /** Whether nothing personal of this person may be shown at all: restricted, or out of reach. */
  readonly isClosed: boolean;
}

/** A policy file that was checked. */
export interface Policy {
  /** Every `Type.field` that has a rule. */
  readonly coordinates: ReadonlySet<string>;
  /** Every `Input.field` that has a rule: who may give it. `decide` judges these as well. */
  readonly inputs: ReadonlySet<string>;
  /** Name of the rule of a field or an input; throws for one without a rule. */
  ruleOf(coordinate: string): string;
  /** Sensitivity of a field; throws for a field without a rule. */
  sensitivity(coordinate: string): Sensitivity;
  /**
   * Whether the decision about a field is the same for every viewer and person: allowed. A field that is withheld with
   * its record only (`holderOf`) is open: whoever has the record has the field.
   */
  isOpen(coordinate: string): boolean;
  /**
   * The field of the owner that holds the records of a type (`Transfer` → `Customer.transfers`). However a record was found
   * (`node`, the timeline, an event, a trigger's evidence), it is shown only where this field of its owner would be.
   */
  holderOf(type: string): string | undefined;
  /** Types that have a holder. */
  readonly heldTypes: ReadonlySet<string>;
  /** What the rule of a field can do, whoever asks about whom. Throws for a field without a rule. */
  outcomes(coordinate: string): ReadonlySet<Outcome>;
  /** Whether the decision about a field may differ from person to person for the same viewer. */
  dependsOnPerson(coordinate: string): boolean;
  /**
   * Equal keys mean equal rights: whatever is asked about whomever, two such viewers get the same judgement. Made of all
   * that `judge` looks at of a viewer, and of nothing else.
   */
  rightsKey(viewer: Viewer): string;
  needs(viewer: Viewer): PersonNeeds;
  judge(viewer: Viewer, person: PersonStanding, at: Date): Judgement;
  /** For fields that are about nobody in particular (`Query.customers`), and before it is known about whom. */
  judgeViewer(viewer: Viewer): Judgement;
}
