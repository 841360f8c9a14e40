import { expect, test } from "vitest";
import { chooseMediaType } from "./media-type.js";

test.each([
  [undefined, "application/json"],
  ["*/*", "application/json"],
  ["text/html", "application/json"],
  ["application/json", "application/json"],
  ["application/graphql-response+json", "application/graphql-response+json"],
  ["Application/GraphQL-Response+JSON; charset=utf-8", "application/graphql-response+json"],
  ["application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"],
  ["application/json, application/graphql-response+json", "application/json"],
  ["application/json;q=0.5, application/graphql-response+json", "application/graphql-response+json"],
  ["application/graphql-response+json;q=0, application/json", "application/json"],
  ["application/graphql-response+json;q=abc", "application/json"],
])("a caller that accepts %j gets %s", (accept, mediaType) => {
  expect(chooseMediaType(accept)).toBe(mediaType);
});
