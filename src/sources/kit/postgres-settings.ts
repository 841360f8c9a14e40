import { z } from "zod";

/** A setting that holds the address of a source's PostgreSQL database, with its password in it. */
export function postgresUrl(description: string): z.ZodURL {
  return z.url({ protocol: /^postgres(ql)?$/ }).meta({ secret: true, description });
}
