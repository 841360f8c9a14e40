// What a connection to PostgreSQL lacks: an end to waiting. A server whose machine lost its power, or a network that drops what
// it is given, closes nothing, and TCP gives up after a quarter of an hour. In: a connected client of `pg`. Out: a statement
// to which not one byte came back for so long fails, and its connection is broken, as when the server had closed it.
import type { Socket } from "node:net";

/** How long a server may be silent while it is asked for something. */
export const longestSilenceMs = 15_000;

/** What is needed of a client of `pg`. */
interface AskingClient {
  readonly connection: { readonly stream: Socket };
  /** False while a statement is under way. */
  readonly readyForQuery: boolean;
  /** Whether it has said goodbye, upon which the server closes. */
  readonly _ending: boolean;
}

/** Breaks the connection of a client when the server is silent over a statement; `isPatient` says when it may be. */
export function breakWhenSilent(
  client: unknown,
  silenceMs: number = longestSilenceMs,
  isPatient: () => boolean = () => false,
): void {
  const asking = client as AskingClient;
  const { stream } = asking.connection;
  // Begins anew with every byte in either direction, without a timer for each statement.
  stream.setTimeout(silenceMs);
  stream.on("timeout", () => {
    if ((asking.readyForQuery && !asking._ending) || isPatient()) return;
    stream.destroy(Object.assign(new Error("The database did not answer in time."), { code: "ETIMEDOUT" }));
  });
}
