// One client's conversation in graphql-transport-ws: it says who it is, then starts and completes operations.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import { randomUUID } from "node:crypto";
import type { GraphQLFormattedError } from "graphql";
import { MessageType, parseMessage, type Message, type SubscribeMessage } from "graphql-ws";
import type { Logger } from "../observability/logger.js";
import { toGatewayError } from "../observability/report.js";
import type { Authentication, Authenticator, Credentials } from "../security/authenticate.js";
import { closeCodes, type Connection } from "./connection.js";
import { readCredentials } from "./connection-params.js";
import type { GraphQLHandler } from "./graphql-handler.js";
import { RunningOperation, type OperationOutput } from "./running-operation.js";
import { toEventFrame, toEventHead, toTextFrame } from "./text-frame.js";
import type { SocketSettings } from "./transport-settings.js";

/** What all sessions share. */
export interface SessionParts {
  readonly handler: Pick<GraphQLHandler, "executeOverSocket">;
  readonly authenticator: Authenticator;
  readonly settings: Pick<SocketSettings, "initTimeoutMs" | "maxInFlight">;
  readonly logger: Logger;
}

/** The gateway's side of the conversation. */
export class SocketSession {
  #authentication: Authentication | "asked" | undefined;
  /** Messages that came while the client had too much to read. */
  #pressing = 0;
  readonly #operations = new Map<string, RunningOperation>();

  constructor(
    private readonly parts: SessionParts,
    private readonly connection: Connection,
    private readonly sourceIp: string,
    private handshake: Credentials | undefined,
  ) {
    const timer = setTimeout(() => {
      if (this.#authentication !== undefined) return;
      connection.close(closeCodes.initialisationTimeout, "Connection initialisation timeout");
    }, parts.settings.initTimeoutMs);
    connection.onEnd(() => {
      clearTimeout(timer);
      for (const operation of this.#operations.values()) operation.stop();
      this.#operations.clear();
    });
  }

  /** Queries and mutations whose answer is not made yet. */
  get accepting(): readonly Promise<void>[] {
    return [...this.#operations.values()].map(({ accepted }) => accepted);
  }

  /** Takes what the client says; never throws. */
  take(text: string): void {
    const { connection } = this;
    if (connection.isEnded) return;
    this.#pressing = connection.isFull ? this.#pressing + 1 : 0;
    if (this.#pressing > this.parts.settings.maxInFlight)
      return connection.close(closeCodes.policyViolation, "More is asked for than is read.");
    let message: Message;
    try {
      message = parseMessage(text);
    } catch {
      return connection.close(closeCodes.badRequest, "Invalid message received");
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        return void this.#authenticate(message.payload ?? {});
      case MessageType.Ping:
        return this.#send({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        this.#operations.get(message.id)?.stop();
        this.#operations.delete(message.id);
        return;
      default:
        connection.close(closeCodes.badRequest, `Unexpected message of type ${message.type} received`);
    }
  }

  async #authenticate(params: Readonly<Record<string, unknown>>): Promise<void> {
    const { connection } = this;
    if (this.#authentication !== undefined)
      return connection.close(closeCodes.tooManyInitialisations, "Too many initialisation requests");
    this.#authentication = "asked";
    try {
      const credentials = readCredentials(params, this.handshake);
      this.handshake = undefined;
      const authentication = await this.parts.authenticator.authenticate(credentials);
      connection.endAt(authentication.viewer.expiresAt);
      if (connection.isEnded) return;
      this.#authentication = authentication;
      this.#send({ type: MessageType.ConnectionAck });
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    const { logger } = this.parts;
    const fault = toGatewayError(error, logger);
    const isOurs = fault.code === "INTERNAL" || fault.code === "IDENTITY_PROVIDER_UNAVAILABLE";
    const reason = fault.cause instanceof Error ? fault.cause.message : fault.message;
    logger.info({ code: fault.code, reason }, "Refused.");
    const code = isOurs ? closeCodes.tryAgainLater : closeCodes.forbidden;
    this.connection.close(code, `${fault.code}: ${fault.message}`);
  }

  #subscribe({ id, payload }: SubscribeMessage): void {
    const { connection, sourceIp } = this;
    const { handler, settings, logger } = this.parts;
    const authentication = this.#authentication;
    if (authentication === undefined || authentication === "asked")
      return connection.close(closeCodes.unauthorized, "Unauthorized");
    if (this.#operations.has(id))
      return connection.close(closeCodes.subscriberExists, `Subscriber for ${id} already exists`);
    if (this.#operations.size >= settings.maxInFlight) {
      const reason = `More than ${String(settings.maxInFlight)} operations at once.`;
      return connection.close(closeCodes.policyViolation, reason);
    }
    const { viewer, application } = authentication;
    const { query, operationName, variables, extensions } = payload;
    const request = {
      query,
      operationName: operationName ?? null,
      variables: variables ?? null,
      extensions,
    };
    const origin = { viewer, application, sourceIp, requestId: randomUUID() };
    const output: OperationOutput = new SocketOutput(this, connection, id);
    this.#operations.set(id, new RunningOperation(handler, request, origin, output, logger));
  }

  /** Says how an operation ended; its id is free then. */
  end(id: string, errors: readonly GraphQLFormattedError[] | undefined): void {
    this.#operations.delete(id);
    this.#send(
      errors === undefined
        ? { type: MessageType.Complete, id }
        : { type: MessageType.Error, id, payload: errors },
    );
  }

  #send(message: Message): void {
    this.connection.sendFrame(toTextFrame(JSON.stringify(message)));
  }
}

/** The messages of one operation. */
class SocketOutput implements OperationOutput {
  readonly #head: Buffer;

  constructor(
    private readonly session: SocketSession,
    private readonly connection: Connection,
    private readonly id: string,
  ) {
    this.#head = toEventHead(id);
  }

  next(json: Buffer): boolean {
    return this.connection.sendFrame(toEventFrame(this.#head, json));
  }

  drained(): Promise<void> {
    return this.connection.drained();
  }

  end(errors?: readonly GraphQLFormattedError[]): void {
    this.session.end(this.id, errors);
  }
}
