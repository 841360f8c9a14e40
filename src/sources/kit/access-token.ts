// How an HTTP system learns who we are: a token that was handed to us, or one that we fetch by OAuth 2 client credentials
// (RFC 6749, 4.4) and keep until shortly before its end.
import { z } from "zod";
import { HttpFault } from "./http-fault.js";
import { readJsonBody } from "./read-body.js";
import { sendRequest } from "./send-request.js";
import { untilAborted } from "./until-aborted.js";

/** What the system asks for. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | {
      readonly kind: "client";
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
    };

/** Where requests get their token from. */
export interface TokenSource {
  /** The token; undefined when the system asks for none. */
  readonly get: (signal: AbortSignal) => Promise<string | undefined>;
  /** Told that the system refused a token; answers whether another one can be had. */
  readonly refuse: (token: string | undefined) => boolean;
}

const fetchTimeoutMs = 5_000;
const maxBytes = 64 * 1024;
/** A token that ends while its request is on the way is of no use. */
const marginMs = 30_000;
const defaultLifetimeSeconds = 300;

const answerSchema = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().optional(),
});

/** Makes the source of a system's tokens. */
export function createTokenSource(credentials: Credentials): TokenSource {
  if (credentials.kind !== "client") {
    const token = credentials.kind === "bearer" ? credentials.token : undefined;
    return { get: () => Promise.resolve(token), refuse: () => false };
  }
  let held: { readonly token: string; readonly endsAt: number } | undefined;
  let fetching: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const { access_token: token, expires_in: seconds = defaultLifetimeSeconds } =
      await fetchToken(credentials);
    const lifetimeMs = seconds * 1_000;
    held = { token, endsAt: performance.now() + lifetimeMs - Math.min(marginMs, lifetimeMs / 10) };
    return token;
  };
  return {
    get: async (signal) => {
      if (held !== undefined && performance.now() < held.endsAt) return held.token;
      // One request for all who wait. It has a time limit of its own: whoever gives up must not take it from the others.
      fetching ??= renew().finally(() => {
        fetching = undefined;
      });
      return untilAborted(fetching, signal);
    },
    refuse: (token) => {
      if (held?.token === token) held = undefined;
      return true;
    },
  };
}

async function fetchToken({
  tokenUrl,
  clientId,
  clientSecret,
  scope,
}: Extract<Credentials, { kind: "client" }>): Promise<z.infer<typeof answerSchema>> {
  const basic = [clientId, clientSecret].map((part) => encodeURIComponent(part)).join(":");
  const signal = AbortSignal.timeout(fetchTimeoutMs);
  const response = await sendRequest(
    {
      method: "POST",
      url: tokenUrl,
      headers: {
        authorization: `Basic ${Buffer.from(basic).toString("base64")}`,
        accept: "application/json",
      },
      body: new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) }),
    },
    { signal },
  );
  const { data } = answerSchema.safeParse(await readJsonBody(response, maxBytes));
  // What did not fit may be the token itself.
  if (data === undefined) throw new HttpFault("The issuer of access tokens gave an odd answer.");
  return data;
}
