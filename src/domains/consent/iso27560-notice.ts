// What a privacy notice adds to an exported consent record, and which mandatory fields are missing without one.
import type { NoticeParty, PartyRole, PrivacyNotice } from "./notice-register.js";

type Json = Readonly<Record<string, unknown>>;

/** Parts of a record that come from its notice. */
export interface NoticeParts {
  /** Of the record itself. */
  readonly record: Json;
  /** Of its process. */
  readonly process: Json;
  readonly legalBasis: readonly string[];
  /** Mandatory properties that nobody knows. */
  readonly notKnown: readonly string[];
}

const roles: { readonly [Role in PartyRole]: string } = {
  CONTROLLER: "dpv:DataController",
  PROCESSOR: "dpv:DataProcessor",
  THIRD_PARTY: "dpv:ThirdParty",
};

const ofNotice = [
  "dpv:hasPersonalData",
  "dpv:hasStorageCondition",
  "dpv:hasDataController",
  "dpv:hasRecipient",
  "dpv:hasRight",
  "dpv:hasEntity",
];

/** The parts of a notice; without one none, and the list of what is missing. */
export function toNoticeParts(notice: PrivacyNotice | undefined): NoticeParts {
  if (notice === undefined) return { record: {}, process: {}, legalBasis: [], notKnown: ofNotice };
  return {
    record: { "dpv:hasEntity": listEntities(notice) },
    process: toProcess(notice),
    legalBasis: [`dpv:${notice.consentType}`],
    notKnown: [],
  };
}

/** Both languages of a text. */
export function toText({ ko, en }: { readonly ko: string; readonly en: string }): readonly Json[] {
  return [
    { "@language": "ko", "@value": ko },
    { "@language": "en", "@value": en },
  ];
}

function toProcess(notice: PrivacyNotice): Json {
  return {
    "dpv:hasService": { "@type": "dpv:Service", "dct:title": toText(notice.service) },
    "dpv:hasDataController": notice.controller.id,
    "dpv:hasRecipient": notice.recipients.map(({ id }) => id),
    ...(notice.authority && { "dpv:hasAuthority": notice.authority.id }),
    "dpv:hasPersonalData": notice.personalData.map(({ category, label, isRequired }) => ({
      "@type": "dpv:PersonalData",
      "skos:broader": `pd:${category}`,
      "dct:description": toText(label),
      "dpv:hasNecessity": isRequired ? "dpv:Required" : "dpv:Optional",
    })),
    "dpv:hasProcessing": notice.processing.map((term) => `dpv:${term}`),
    "dpv:hasDataSource": `dpv:${notice.dataSource}`,
    "dpv:hasStorageCondition": toStorage(notice),
    "dpv:hasNecessity": notice.isMandatory ? "dpv:Required" : "dpv:Optional",
    "dpv:hasConsequence": { "@type": "dpv:Consequence", "dct:description": toText(notice.ifRefused) },
    "dpv:hasRight": notice.rights.map(({ title, at }) => ({
      "@type": "dpv:DataSubjectRight",
      "dct:title": toText(title),
      "dpv:isExercisedAt": at,
    })),
    ...(notice.geographicRestriction && {
      "dpv:hasRule": {
        "@type": "dpv:Prohibition",
        "dpv:hasProcessing": "dpv:Transfer",
        "dct:description": toText(notice.geographicRestriction),
      },
    }),
  };
}

function toStorage({ storage }: PrivacyNotice): readonly Json[] {
  const { until, duration } = storage;
  return [
    { "@type": "dpv:StorageLocation", "dpv:hasLocation": storage.locations.map((code) => `loc:${code}`) },
    {
      "@type": "dpv:StorageDuration",
      "dpv:hasDuration": [
        ...(until ? [{ "@type": "dpv:UntilEventDuration", "rdf:value": toText(until) }] : []),
        ...(duration ? [toLapse(duration)] : []),
      ],
    },
    { "@type": "dpv:StorageDeletion", "dpv:hasDuration": toLapse(storage.deletedWithin) },
  ];
}

function toLapse(duration: string): Json {
  return { "@type": "dpv:TemporalDuration", "rdf:value": { "@type": "xsd:duration", "@value": duration } };
}

/** Every party once, with each of its roles. */
function listEntities({ controller, recipients, authority }: PrivacyNotice): readonly Json[] {
  const found = new Map<string, { party: NoticeParty; types: Set<string> }>();
  const add = (party: NoticeParty, type: string): void => {
    const known = found.get(party.id) ?? { party, types: new Set<string>() };
    known.types.add(type);
    found.set(party.id, known);
  };
  add(controller, roles.CONTROLLER);
  for (const recipient of recipients) add(recipient, roles[recipient.role]);
  if (authority) add(authority, "dpv:Authority");
  return [...found.values()].map(({ party, types }) => toEntity(party, [...types]));
}

function toEntity(party: NoticeParty, types: readonly string[]): Json {
  const { id, name, address, country, email, phone, url } = party;
  return {
    "@id": id,
    "@type": ["dpv:Organisation", ...types],
    "dpv:hasIdentifier": id,
    "dpv:hasName": toText(name),
    "dpv:hasAddress": toText(address),
    "dpv:hasContact": [email, phone, url].find((contact) => contact !== undefined) ?? toText(address),
    "schema:contactPoint": {
      "@type": "schema:ContactPoint",
      "schema:address": {
        "@type": "schema:PostalAddress",
        "schema:addressCountry": country,
        "schema:streetAddress": toText(address),
      },
      ...(email !== undefined && { "schema:email": email }),
      ...(phone !== undefined && { "schema:telephone": phone }),
      ...(url !== undefined && { "schema:url": url }),
    },
  };
}
