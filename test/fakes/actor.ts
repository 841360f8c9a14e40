import type { Actor } from "../../src/domains/use-case.js";

/** Somebody who does something in a test, as the gateway's own transport would describe them. */
export function makeActor(id: string): Actor {
  return {
    id,
    fields: [],
    access: {
      actor: id,
      roles: ["AGENT"],
      purpose: "SERVICE",
      sourceIp: "127.0.0.1",
      application: null,
      requestId: "request-1",
    },
  };
}
