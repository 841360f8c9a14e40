import { z } from "zod";

/** A setting that holds the address of a source that speaks HTTP or GraphQL. Secrets have settings of their own. */
export function httpUrl(description: string): z.ZodURL {
  return z
    .url({ protocol: /^https?$/, abort: true })
    .refine((text) => {
      const { username, password } = new URL(text);
      return username === "" && password === "";
    })
    .meta({ description, expected: "an http or https URL without user and password" });
}

/** A setting that holds a secret: a token, the secret of a client. */
export function secretText(description: string): z.ZodString {
  return z.string().min(1).meta({ secret: true, description, expected: "a text" });
}
