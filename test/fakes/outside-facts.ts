import { fitResponseCurve } from "../../src/domains/triggers/silence/response-curve.js";
import type { OutsideFacts } from "../../src/domains/triggers/silence/silence-facts.js";

/** Of a customer whom no other system knows anything about, with the response curve of the published history. */
export const nothingKnown: OutsideFacts = {
  contacts: [],
  holdings: [],
  purchases: [],
  response: fitResponseCurve([]),
};
