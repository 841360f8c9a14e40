// What the law wants a person to be told beside the data itself (PIPA art. 35 and Enforcement Decree art. 41(1), GDPR art. 15(1)):
// for what, on which basis, from where, to whom and for how long. docs/rights.md says the same in words.
import type { FacetName } from "../customer/facets.js";

/** A source and what it is read for. */
export interface ExportedSource {
  readonly name: string;
  readonly facets: readonly FacetName[];
}

/** The part of an export that speaks of the processing. */
export function describeProcessing(sources: readonly ExportedSource[], exportHours: number) {
  return {
    purposes: [
      { purpose: "SERVICE", lawfulBasis: "Contract (PIPA art. 15(1) no. 4, GDPR art. 6(1)(b))" },
      { purpose: "LEGAL", lawfulBasis: "Legal obligation (PIPA art. 15(1) no. 2, GDPR art. 6(1)(c))" },
      { purpose: "MARKETING", lawfulBasis: "Consent (PIPA art. 15(1) no. 1 and 22, GDPR art. 6(1)(a))" },
      {
        purpose: "ANALYTICS",
        lawfulBasis: "Pseudonymised statistics (PIPA art. 28-2, GDPR art. 6(1)(f)), until objected to",
      },
    ],
    sources: sources.map(({ name, facets }) => ({ source: name, data: facets })),
    recipients:
      "The accounts and applications in `accessLog`: whoever saw, changed or exported the data through the gateway.",
    retention: [
      { data: "Records of the sources", kept: "By the sources; the gateway copies none of them for good." },
      { data: "Identities, preferences, own consultations, triggers", kept: "Until the person is erased." },
      { data: "Consent records", kept: "Until the person is erased, then under a pseudonym, as proof." },
      { data: "Access log", kept: "One year, or two where the law says so, without the person's name." },
      { data: "Rights requests", kept: "Until the person is erased, then without what was said." },
      { data: "This export", kept: `${String(exportHours)} hours.` },
    ],
    rights:
      "Access, portability, rectification, erasure, restriction and objection; complaints go to the Personal Information " +
      "Protection Commission (Korea) or a data protection authority (EU).",
  };
}
