import type { z } from "zod";
import { HttpFault } from "./http-fault.js";
import type { Misfit } from "./source-change.js";

/** The outer form of an answer; throws HttpFault, which costs the whole batch, when it is another one. */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(answer);
  if (error === undefined) return data;
  throw new HttpFault(`The answer has another form than agreed, at "${toPath(error)}".`);
}

/** What is made of one item of an answer: results, or the misfit that it is, which costs only itself. */
export function parseItem<Schema extends z.ZodType, Result>(
  schema: Schema,
  item: unknown,
  toResults: (value: z.infer<Schema>) => readonly Result[],
): readonly (Result | Misfit)[] {
  const { data, error } = schema.safeParse(item);
  return error === undefined ? toResults(data) : [{ misfit: toPath(error) }];
}

function toPath({ issues: [issue] }: z.ZodError): string {
  return issue?.path.map(String).join(".") ?? "";
}
