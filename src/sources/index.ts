// Every system that the gateway reads, one line each.
import { campaigns } from "./campaigns.source.js";
import { consultations } from "./consultations.source.js";
import { crm } from "./crm.source.js";
import { holdings } from "./holdings.source.js";
import { type Source, toSource } from "./kit/connect-source.js";
import { transfers } from "./transfers.source.js";
import { webEvents } from "./web-events.source.js";

/** All sources, in the order in which `Customer.sources` names them. */
export const sources: readonly Source[] = [
  toSource(crm),
  toSource(holdings),
  toSource(campaigns),
  toSource(webEvents),
  toSource(transfers),
  toSource(consultations),
];
