import type { ConsentRecord } from "./consent.js";
export function toIso27560(record: ConsentRecord): object { return { record }; }
