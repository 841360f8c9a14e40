import type { Settings } from "../config/parse-settings.js";
import { demoAudience, demoIssuer, type TokenIssuer } from "../demo/token-issuer.js";
import type { AuthenticatorSettings } from "../security/authenticate.js";
import { createDiscoveredKeySource, createLocalKeySource } from "../security/key-source.js";

/** Whose tokens are believed: those of the issuer that is given, else the demo's own. */
export function toTokenSettings({ oidc }: Settings, issuer: TokenIssuer | undefined): AuthenticatorSettings {
  if (oidc) {
    const { audience, claims } = oidc;
    const keys = createDiscoveredKeySource({ issuer: oidc.issuer });
    return { issuer: oidc.issuer, audience, keys, claims };
  }
  if (!issuer) throw new Error("The demo's issuer was not opened.");
  return { issuer: demoIssuer, audience: demoAudience, keys: createLocalKeySource(issuer.publicJwks()) };
}
