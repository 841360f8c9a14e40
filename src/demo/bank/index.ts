// The demo bank: a deterministic Korean retail bank in four source databases, and its life going on.
export { purposeCodes, type PurposeCode } from "./purpose-codes.js";
export { seedBank, type SeedBankOptions, type SeedProgress, type SourceUrls } from "./seed-bank.js";
export { seedGateway, type SeedGatewayOptions } from "./seed-gateway.js";
export { showcase } from "./showcase.js";
export { startTraffic, type TrafficOptions } from "./traffic.js";
