// `/live` and `/health`: the process answers. `/ready`: it can do its work. Both without a token, for those who start and watch us.
import type { FastifyInstance } from "fastify";

/** One part that the gateway stands on. A part that is not needed (a source) is reported and changes nothing. */
export interface PartHealth {
  readonly name: string;
  readonly isReady: boolean;
  readonly isNeeded: boolean;
  /** One safe word or sentence, e.g. `OK`, `UNAVAILABLE`. */
  readonly status: string;
}

/** Asks every part how it is. */
export type FindHealth = () => Promise<readonly PartHealth[]>;

/** How long the parts may take to answer, and for how long their answer is reused: anyone may ask as often as they like. */
const askTimeoutMs = 3_000;
const reuseMs = 1_000;

/** Adds `/live`, its other name `/health`, and `/ready`. */
export function addHealthRoutes(
  server: FastifyInstance,
  findHealth: FindHealth,
  isDraining: () => boolean,
): void {
  const findRecent = reuseRecent(() => withTimeout(findHealth));
  for (const path of ["/live", "/health"]) {
    server.get(path, async (_request, reply) =>
      reply.header("cache-control", "no-store").send({ status: "live" }),
    );
  }
  server.get("/ready", async (_request, reply) => {
    const parts = await findRecent();
    const isReady = !isDraining() && parts.every((part) => part.isReady || !part.isNeeded);
    const status = isDraining() ? "stopping" : isReady ? "ready" : "not ready";
    return reply
      .code(isReady ? 200 : 503)
      .header("cache-control", "no-store")
      .send({
        status,
        parts: Object.fromEntries(
          parts.map(({ name, isReady: ready, isNeeded: needed, status: state }) => [
            name,
            { ready, needed, status: state },
          ]),
        ),
      });
  });
}

async function withTimeout(findHealth: FindHealth): Promise<readonly PartHealth[]> {
  const silent: PartHealth = {
    name: "gateway",
    isReady: false,
    isNeeded: true,
    status: "No answer in time.",
  };
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<readonly PartHealth[]>((resolve) => {
    timer = setTimeout(() => resolve([silent]), askTimeoutMs);
  });
  // What a part says when it fails is for the log of that part; here it is only not ready.
  const answer = findHealth().catch(() => [{ ...silent, status: "Failed." }]);
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}

function reuseRecent<Value>(find: () => Promise<Value>): () => Promise<Value> {
  let recent: Promise<Value> | undefined;
  return () => {
    if (recent === undefined) {
      recent = find();
      void recent.finally(() => {
        setTimeout(() => (recent = undefined), reuseMs).unref();
      });
    }
    return recent;
  };
}
