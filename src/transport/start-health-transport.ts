// What a process listens with that answers nothing but how it is: a worker.
import type { AddressInfo } from "node:net";
import type { Logger } from "../observability/logger.js";
import { addHealthRoutes, type FindHealth } from "./health.js";
import { addMetricsRoute, type MetricsSettings } from "./metrics.js";
import { createHttpServer } from "./http-server.js";
import { toUrl } from "./port.js";
import type { Transport } from "./start-transport.js";
import { toTransportSettings, type TransportOptions } from "./transport-settings.js";

/** Starts to listen; rejects when the port is taken. */
export async function startHealthTransport({
  settings: options,
  logger,
  findHealth,
  metrics,
}: {
  readonly settings: TransportOptions;
  readonly logger: Logger;
  readonly findHealth: FindHealth;
  readonly metrics: MetricsSettings;
}): Promise<Transport> {
  const settings = toTransportSettings(options);
  let closing: Promise<void> | undefined;
  const isDraining = (): boolean => closing !== undefined;
  const server = await createHttpServer(settings, logger, isDraining);
  addHealthRoutes(server, findHealth, isDraining);
  addMetricsRoute(server, metrics);
  await server.listen({ host: settings.host, port: settings.port });
  const close = (): Promise<void> => (closing ??= server.close().then(() => undefined));
  return { url: toUrl(server.server.address() as AddressInfo), server, close, [Symbol.asyncDispose]: close };
}
