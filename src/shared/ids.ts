// Global ids of the graph (Relay Node): a readable prefix that says the type, then the key of the record.
import { hash } from "node:crypto";
import { invalidArgument } from "./errors.js";

/** Prefix of every type that `node(id)` finds. */
export const nodePrefixes = {
  Customer: "cus",
  WebEvent: "web",
  Transfer: "trf",
  Consultation: "csl",
  ContactAttempt: "att",
  ConsentRecord: "cns",
  ConsentDuty: "dut",
  Trigger: "trg",
  TriggerRule: "rul",
  RightsRequest: "rrq",
  AccessEntry: "acc",
} as const;

/** A type that `node(id)` finds. */
export type NodeType = keyof typeof nodePrefixes;

const typesByPrefix = new Map(
  Object.entries(nodePrefixes).map(([type, prefix]) => [prefix, type as NodeType]),
);
const plainKey = /^[0-9A-Za-z.-]+$/;

/** The global id of a record. Keys outside `[0-9A-Za-z.-]` are carried as base64url behind a `~`. */
export function toNodeId(type: NodeType, key: string): string {
  const text = plainKey.test(key) ? key : `~${Buffer.from(key, "utf8").toString("base64url")}`;
  return `${nodePrefixes[type]}_${text}`;
}

/** Type and key of a global id; throws INVALID_ARGUMENT naming `argument` when it is malformed. */
export function parseNodeId(id: string, argument = "id"): { type: NodeType; key: string } {
  const separator = id.indexOf("_");
  const type = typesByPrefix.get(id.slice(0, Math.max(separator, 0)) as never);
  const text = id.slice(separator + 1);
  const key = text.startsWith("~") ? Buffer.from(text.slice(1), "base64url").toString("utf8") : text;
  if (type === undefined || key === "" || toNodeId(type, key) !== id) {
    throw invalidArgument(argument, "is not an id of this graph.");
  }
  if (type === "Customer" && !isUuid(key)) throw invalidArgument(argument, "is not an id of this graph.");
  return { type, key };
}

/** The key of a global id of the wanted type; throws INVALID_ARGUMENT naming `argument` otherwise. */
export function parseNodeIdOf(type: NodeType, id: string, argument = "id"): string {
  const parsed = parseNodeId(id, argument);
  if (parsed.type !== type) throw invalidArgument(argument, `is not the id of a ${type}.`);
  return parsed.key;
}

/** Whether the text is a UUID in its usual spelling. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Name-based UUID, version 5 (RFC 9562 §5.5): the same name gives the same id on every machine. */
export function uuidFromName(namespace: string, name: string): string {
  // In one call: an object for each hash costs four times as much.
  const hex = hash("sha1", `${namespace}\0${name}`, "hex");
  const variant = (Number.parseInt(hex[16]!, 16) & 0x3) | 0x8;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant.toString(16)}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
