// A transport on a free port in front of the demo pipeline, with a token issuer of its own.
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { createClient, type Client, type ClientOptions } from "graphql-ws";
import { WebSocket } from "ws";
import { createLogger, type LogLevel } from "../../src/observability/logger.js";
import { createAuthenticator, type Authenticator } from "../../src/security/authenticate.js";
import { createLocalKeySource } from "../../src/security/key-source.js";
import { startTransport, type Transport, type TransportParts } from "../../src/transport/start-transport.js";
import type { TransportOptions } from "../../src/transport/transport-settings.js";
import { startDemoHandler, type DemoHandler } from "./demo-handler.js";

/** The code of the first error in an answer. */
export function codeOf(body: unknown): unknown {
  return errorOf(body)?.extensions["code"];
}

/** The first error in an answer. */
export function errorOf(body: unknown): { message: string; extensions: Record<string, unknown> } | undefined {
  return (body as { errors?: { message: string; extensions: Record<string, unknown> }[] }).errors?.[0];
}

const issuer = "https://issuer.example";
const audience = "customer-360";

/** What may differ from test to test. */
export interface DemoOptions {
  readonly settings?: Partial<TransportOptions>;
  readonly parts?: Partial<Pick<TransportParts<never>, "findHealth" | "graphiql" | "clock">>;
  readonly authenticator?: Authenticator;
  readonly logLevel?: LogLevel;
}

/** A running transport and everything to talk to it. */
export interface DemoTransport extends AsyncDisposable {
  readonly transport: Transport;
  readonly handler: DemoHandler;
  readonly socketUrl: string;
  readonly log: readonly string[];
  token(claims?: JWTPayload): Promise<string>;
  connect(params: Record<string, unknown>, options?: Partial<ClientOptions>): Client;
}

/** Starts one. */
export async function startDemoTransport(options: DemoOptions = {}): Promise<DemoTransport> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = createLocalKeySource({ keys: [{ ...(await exportJWK(publicKey)), alg: "ES256" }] });
  const log: string[] = [];
  const handler = await startDemoHandler();
  const transport = await startTransport({
    handler,
    authenticator: options.authenticator ?? createAuthenticator({ issuer, audience, keys }),
    settings: { port: 0, shutdownGraceMs: 2_000, ...options.settings },
    logger: createLogger({ level: options.logLevel ?? "debug" }, { write: (line) => void log.push(line) }),
    findHealth: async () => [],
    ...options.parts,
  });
  const socketUrl = `${transport.url.replace("http", "ws")}/graphql`;
  const clients: Client[] = [];
  return {
    transport,
    handler,
    socketUrl,
    log,
    token: (claims = {}) =>
      new SignJWT({ sub: "agent-7", roles: ["agent"], purposes: ["SERVICE"], ...claims })
        .setProtectedHeader({ alg: "ES256" })
        .setIssuer(claims.iss ?? issuer)
        .setAudience(claims.aud ?? audience)
        .setExpirationTime(claims.exp ?? "1m")
        .sign(privateKey),
    connect: (connectionParams, clientOptions = {}) => {
      const client = createClient({
        url: socketUrl,
        webSocketImpl: WebSocket,
        connectionParams,
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: () => undefined,
        ...clientOptions,
      });
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      handler.release();
      for (const client of clients) void client.dispose();
      await transport.close();
      await handler.stop();
    },
  };
}
