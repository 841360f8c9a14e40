// JSON-LD as a linked-data reader understands it, by the W3C's own algorithm, offline.
import jsonld from "jsonld";

const dpv = "https://w3id.org/dpv#";
const dct = "http://purl.org/dc/terms/";

/** A node of expanded JSON-LD: every property by its IRI, every value in a list. */
export type ExpandedNode = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

// The published types know neither `safe` nor plain objects.
const expand = jsonld.expand.bind(jsonld) as unknown as (
  document: object,
  options: object,
) => Promise<readonly ExpandedNode[]>;

/** Expands a document; a term without a meaning is an error. Nothing is fetched. */
export async function expandJsonLd(document: object): Promise<ExpandedNode> {
  const options = {
    safe: true,
    documentLoader: () => Promise.reject(new Error("A context of another place is not used.")),
  };
  const [node] = await expand(document, options);
  return node ?? {};
}

/** The mandatory fields of a consent record by the guide's names, and the path of properties that leads to each. */
export const mandatoryFields: Readonly<Record<string, readonly string[]>> = {
  "schema version": [`${dct}conformsTo`],
  "record id": [`${dct}identifier`],
  "receipt id": [`${dct}source`, `${dct}identifier`],
  "pii principal id": [`${dpv}hasDataSubject`, `${dct}identifier`],
  "privacy notice": [`${dpv}hasNotice`, `${dct}identifier`],
  language: [`${dpv}hasNotice`, `${dct}language`],
  purpose: [`${dpv}hasProcess`, `${dpv}hasPurpose`],
  "pii type": [`${dpv}hasProcess`, `${dpv}hasPersonalData`, "http://www.w3.org/2004/02/skos/core#broader"],
  "pii controllers": [`${dpv}hasProcess`, `${dpv}hasDataController`],
  "storage locations": [`${dpv}hasProcess`, `${dpv}hasStorageCondition`, `${dpv}hasLocation`],
  "retention period": [`${dpv}hasProcess`, `${dpv}hasStorageCondition`, `${dpv}hasDuration`],
  jurisdiction: [`${dpv}hasProcess`, `${dpv}hasJurisdiction`],
  "recipient third parties": [`${dpv}hasProcess`, `${dpv}hasRecipient`],
  "withdrawal method": [`${dpv}hasProcess`, `${dpv}hasConsentControl`, `${dct}description`],
  "privacy rights": [`${dpv}hasProcess`, `${dpv}hasRight`, `${dpv}isExercisedAt`],
  "party id": [`${dpv}hasEntity`, `${dpv}hasIdentifier`],
  "party address": [`${dpv}hasEntity`, `${dpv}hasAddress`],
  "party name": [`${dpv}hasEntity`, `${dpv}hasName`],
  "party contact": [`${dpv}hasEntity`, `${dpv}hasContact`],
  "party type": [`${dpv}hasEntity`, "@type"],
  "event time": [`${dpv}hasConsentStatus`, `${dpv}isIndicatedAtTime`],
  "validity duration": [
    `${dpv}hasConsentStatus`,
    `${dpv}hasDuration`,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
  ],
  "entity id": [`${dpv}hasConsentStatus`, `${dpv}isIndicatedBy`],
  "event type": [`${dpv}hasProcess`, `${dpv}hasLegalBasis`],
  "event state": [`${dpv}hasConsentStatus`, "@type"],
};

/** The mandatory fields that a record does not have. */
export function listMissingFields(record: ExpandedNode): readonly string[] {
  return Object.entries(mandatoryFields)
    .filter(([, path]) => follow(record, path).length === 0)
    .map(([name]) => name);
}

/** Everything to which a path of properties leads. */
export function follow(node: unknown, path: readonly string[]): readonly unknown[] {
  const [property, ...rest] = path;
  if (property === undefined) return [node];
  const found: unknown = node instanceof Object ? (node as Record<string, unknown>)[property] : undefined;
  if (found === undefined) return [];
  return (Array.isArray(found) ? (found as unknown[]) : [found]).flatMap((next) => follow(next, rest));
}
