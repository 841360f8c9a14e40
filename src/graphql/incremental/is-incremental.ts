import type { DirectiveNode } from "graphql";
import { DeferDirective, StreamDirective } from "./directives.js";

/** Whether this directive is @defer or @stream. */
export function isIncremental({ name: { value } }: DirectiveNode): boolean {
  return value === DeferDirective.name || value === StreamDirective.name;
}
