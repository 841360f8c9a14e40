import { z } from "zod";

/** A setting that holds the address of a source's PostgreSQL database, with its password in it. */
export function postgresUrl(description: string): z.ZodURL {
  const expected = "a URL like postgres://user:password@host:5432/database";
  return z.url({ protocol: /^postgres(ql)?$/ }).meta({ secret: true, description, expected });
}
