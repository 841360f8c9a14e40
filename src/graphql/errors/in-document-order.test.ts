import { expect, test } from "vitest";
import { toDocumentOrder } from "./in-document-order.js";

test("errors stand in the order of the document, then of the list", () => {
  const error = (line: number, column: number, ...path: (string | number)[]) => ({
    message: path.join("."),
    locations: [{ line, column }],
    path,
  });
  const last = error(2, 1, "b", 10, "x");
  const middle = error(2, 1, "b", 2, "x");
  const first = error(1, 9, "a");
  const nowhere = { message: "The request is at fault." };
  expect(toDocumentOrder([last, first, nowhere, middle])).toEqual([nowhere, first, middle, last]);
});
