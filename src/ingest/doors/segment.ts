// A message of Segment's HTTP tracking API (https://segment.com/docs/connections/spec/common/) as an event in our words.
import { ingestLimits, RejectedEvent, type SentEvent } from "../../domains/ingest/sent-event.js";
import { findInstant, shiftInstant, toInstant } from "../../shared/instant.js";
import type { ReadDoor } from "../read-sent.js";

type Json = Readonly<Record<string, unknown>>;

const types: { readonly [type in string]?: string } = {
  track: "web.track",
  page: "web.page",
  screen: "web.screen",
  identify: "web.identify",
  // Who is who, and nothing else.
  alias: "web.identify",
  group: "web.track",
};

/** Traits that are identities: they become links, where the sender may say so, and stand in no record. */
const identifyingTraits = new Set(["email", "phone", "crmId", "crm_id"]);

/** Reads a message; throws RejectedEvent. */
export const readSegmentMessage: ReadDoor = (raw, { source, receivedAt, newId }): SentEvent => {
  const message = toObject(raw);
  const type = typeof message["type"] === "string" ? types[message["type"]] : undefined;
  if (type === undefined) {
    throw new RejectedEvent("UNKNOWN_TYPE", `The type is none of ${Object.keys(types).join(", ")}.`);
  }
  const userId = toId(message["userId"]);
  const anonymousId =
    toId(message["anonymousId"]) ?? (message["type"] === "alias" ? toId(message["previousId"]) : undefined);
  if (userId === undefined && anonymousId === undefined) {
    throw new RejectedEvent("INVALID_IDENTITY", "Neither userId nor anonymousId says whose it is.");
  }
  return {
    id: message["messageId"] ?? newId(),
    source,
    type,
    subject:
      userId === undefined
        ? { namespace: "ANONYMOUS_ID", value: anonymousId }
        : { namespace: "LOGIN_ID", value: userId },
    time: toTime(message, receivedAt),
    data: toData(message, anonymousId),
  };
};

function toData(message: Json, anonymousId: string | undefined): Json {
  const context = toObject(message["context"]);
  const page = toObject(context["page"]);
  const device = toObject(context["device"]);
  const properties = toObject(message["properties"]);
  const traits = { ...toObject(context["traits"]), ...toObject(message["traits"]) };
  return {
    ...toContent(message, properties, traits),
    sessionId: findText(properties["session_id"], properties["sessionId"], context["sessionId"]),
    channel: findChannel(message, context),
    url: findText(properties["url"], page["url"])?.slice(0, 4_000),
    referrer: findText(properties["referrer"], page["referrer"])?.slice(0, 4_000),
    device: findText(device["type"], toObject(context["os"])["name"])?.slice(0, 200),
    locality: findText(toObject(context["location"])["city"])?.slice(0, 200),
    product: findProduct(message, properties)?.slice(0, 200),
    campaign: findText(toObject(context["campaign"])["name"])?.slice(0, 200),
    anonymousId,
    deviceId: toId(device["id"]),
    ...(message["type"] === "identify" && {
      crmId: toId(traits["crmId"] ?? traits["crm_id"]),
      email: findText(traits["email"]),
      phone: findText(traits["phone"]),
    }),
  };
}

/** Name and properties: those of a page or screen have their name beside them, an identification has its traits. */
function toContent(message: Json, properties: Json, traits: Json): Json {
  const named = findText(message["name"], properties["name"], properties["title"]);
  const told = Object.fromEntries(Object.entries(traits).filter(([name]) => !identifyingTraits.has(name)));
  switch (message["type"]) {
    case "track":
      return { name: message["event"], properties };
    case "identify":
      return { name: "Identify", properties: told };
    case "alias":
      return { name: "Alias" };
    case "group":
      return { name: "Group", properties: { ...told, groupId: message["groupId"] } };
    default:
      return { name: named?.slice(0, 200), properties };
  }
}

/** Segment's e-commerce events name their product in `name`; others in a property of that name. */
function findProduct(message: Json, properties: Json): string | undefined {
  const isProductEvent = typeof message["event"] === "string" && message["event"].startsWith("Product");
  return findText(
    properties["product"],
    properties["product_name"],
    isProductEvent ? properties["name"] : undefined,
    properties["product_id"],
  );
}

function findChannel(message: Json, context: Json): "WEB" | "APP" | undefined {
  const library = findText(toObject(context["library"])["name"]) ?? "";
  if (message["type"] === "screen" || message["channel"] === "mobile") return "APP";
  if (/ios|android|swift|kotlin|react-native|flutter/i.test(library)) return "APP";
  const isInBrowser = message["channel"] === "browser" || context["page"] !== undefined;
  return message["type"] === "page" || isInBrowser ? "WEB" : undefined;
}

/**
 * When it happened. A client whose clock is wrong says so by `sentAt`, which is the moment of sending: its times are moved
 * by the difference, unless that is small enough to be the way over the network.
 */
function toTime(message: Json, receivedAt: Date): unknown {
  const told = message["timestamp"] ?? message["originalTimestamp"];
  if (told === undefined || told === null) return toInstant(receivedAt);
  const time = typeof told === "string" ? findInstant(told) : undefined;
  const sentAt = typeof message["sentAt"] === "string" ? findInstant(message["sentAt"]) : undefined;
  if (time === undefined || sentAt === undefined) return told;
  const skewMs = receivedAt.getTime() - Date.parse(sentAt);
  return Math.abs(skewMs) <= ingestLimits.aheadMs ? time : shiftInstant(time, skewMs);
}

function toObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function findText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === "string" && value !== "");
}

/** Ids are text; some clients send their numbers as numbers. */
function toId(value: unknown): string | undefined {
  return typeof value === "number" && Number.isFinite(value) ? String(value) : findText(value);
}
