// The far end of a socket: how it proves who it is, and how its operations reach the pipeline.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { BaseContext } from "@apollo/server";
import type { SubscribePayload } from "graphql-ws";
import type { Logger } from "../observability/logger.js";
import { toGatewayError } from "../observability/report.js";
import type { Authentication, Authenticator } from "../security/authenticate.js";
import { closeCodes, type Connection } from "./connection.js";
import { readCredentials } from "./connection-params.js";
import type { GraphQLHandler } from "./graphql-handler.js";
import {
  endsByItself,
  isEventStream,
  toEventStream,
  toUnexpectedRefusal,
  type OperationAnswer,
} from "./socket-operation.js";
import type { FindSourceIp } from "./source-ip.js";

/** One connected client. */
export interface Peer {
  readonly connection: Connection;
  readonly request: IncomingMessage;
  authentication: Authentication | undefined;
  /** Queries and mutations whose answer, or the last part of it, is not made yet. */
  readonly executing: Set<Promise<unknown>>;
  /** Aborted for every operation that is under way when the connection ends. */
  readonly running: Set<AbortController>;
}

/** What peers need of the gateway. */
export interface PeerParts<Context extends BaseContext> {
  readonly handler: GraphQLHandler<Context>;
  readonly authenticator: Authenticator;
  readonly findSourceIp: FindSourceIp;
  readonly logger: Logger;
}

/** A client that just connected. */
export function createPeer(connection: Connection, request: IncomingMessage): Peer {
  const running = new Set<AbortController>();
  connection.signal.addEventListener("abort", () => {
    for (const operation of running) operation.abort();
  });
  return { connection, request, authentication: undefined, executing: new Set(), running };
}

/** Judges `connection_init`. False when the peer was refused; its connection is then closed with the reason. */
export async function authenticatePeer<Context extends BaseContext>(
  { authenticator, logger }: PeerParts<Context>,
  peer: Peer,
  params: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  try {
    peer.authentication = await authenticator.authenticate(readCredentials(params, peer.request));
    peer.connection.endAt(peer.authentication.viewer.expiresAt);
    return !peer.connection.signal.aborted;
  } catch (error) {
    const fault = toGatewayError(error, logger);
    const isOurs = fault.code === "INTERNAL" || fault.code === "IDENTITY_PROVIDER_UNAVAILABLE";
    const reason = fault.cause instanceof Error ? fault.cause.message : fault.message;
    logger.info({ code: fault.code, reason }, "Refused.");
    peer.connection.close(
      isOurs ? closeCodes.tryAgainLater : closeCodes.forbidden,
      `${fault.code}: ${fault.message}`,
    );
    return false;
  }
}

/** Runs one operation of a peer; never rejects. */
export async function startOperation<Context extends BaseContext>(
  { handler, findSourceIp, logger }: PeerParts<Context>,
  peer: Peer,
  { query, operationName, variables, extensions }: SubscribePayload,
): Promise<OperationAnswer> {
  if (peer.authentication === undefined)
    throw new Error("An operation came before its connection was authenticated.");
  const { viewer, application } = peer.authentication;
  const requestId = randomUUID();
  const operation = new AbortController();
  peer.running.add(operation);
  const stop = (): void => {
    peer.running.delete(operation);
    operation.abort();
  };
  const toRefusal = (error: unknown) => toUnexpectedRefusal(error, logger, requestId);
  const sourceIp = findSourceIp(peer.request);
  const origin = { viewer, sourceIp, application, requestId, signal: operation.signal };
  const request = { query, operationName: operationName ?? null, variables: variables ?? null, extensions };

  const executing = (async () => handler.executeOverSocket(request, origin))().catch(toRefusal);
  peer.executing.add(executing);
  const answer = await executing;
  peer.executing.delete(executing);
  if (isEventStream(answer)) {
    if (!endsByItself(answer)) return toEventStream(answer, stop, toRefusal);
    const ended = Promise.withResolvers<void>();
    peer.executing.add(ended.promise);
    const end = (): void => {
      stop();
      peer.executing.delete(ended.promise);
      ended.resolve();
    };
    return toEventStream(answer, end, toRefusal);
  }
  peer.running.delete(operation);
  return answer;
}
