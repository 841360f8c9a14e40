// How a marketing contact ends, in the CRM's codes.
import type { CampaignChannel } from "../catalogue/campaigns.js";
import type { Random } from "../random.js";

/** Each attempt keeps this share of the success of the one before. */
const fading = 0.68;

/** Draws the outcome of an attempt, 1 being the first; `firstAppeal` is the chance of a yes at the first telephone call. */
export function drawContactResult(
  random: Random,
  channel: CampaignChannel,
  firstAppeal: number,
  attempt: number,
): string {
  const appeal = firstAppeal * fading ** (attempt - 1);
  switch (channel) {
    case "TM":
      return random.weighted([
        ["ACPT", appeal],
        ["NOAN", 0.42],
        ["RJCT", 0.58 - appeal],
      ]);
    case "BR":
      return random.weighted([
        ["ACPT", appeal * 2.2],
        ["RJCT", 1 - appeal * 2.2],
      ]);
    case "DM":
      return random.weighted([
        ["DLVR", 0.94 - appeal * 0.2],
        ["BNCE", 0.06],
        ["ACPT", appeal * 0.2],
      ]);
    case "EM":
      return random.weighted([
        ["DLVR", 0.6],
        ["OPEN", 0.27],
        ["CLCK", 0.08],
        ["BNCE", 0.04],
        ["ACPT", appeal * 0.3],
      ]);
    case "SM":
      return random.weighted([
        ["DLVR", 0.86],
        ["CLCK", 0.09],
        ["BNCE", 0.03],
        ["ACPT", appeal * 0.3],
      ]);
    case "PU":
    case "KT":
      return random.weighted([
        ["DLVR", 0.62],
        ["OPEN", 0.24],
        ["CLCK", 0.11],
        ["BNCE", 0.02],
        ["ACPT", appeal * 0.45],
      ]);
  }
}
