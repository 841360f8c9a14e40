// Supergraphs by the two composers that routers are fed with.
import { composeServices as composeWithApollo } from "@apollo/composition";
import { composeServices as composeWithGuild } from "@theguild/federation-composition";
import { parse, type GraphQLError } from "graphql";

/** A subgraph as a composer takes it. */
export interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** What a composer makes of subgraphs. */
export interface Composition {
  readonly supergraphSdl: string;
  readonly errors: readonly string[];
}

/** The composers by name. */
export const composers = {
  "@apollo/composition": (subgraphs) => toComposition(composeWithApollo(toDefinitions(subgraphs))),
  "@theguild/federation-composition": (subgraphs) =>
    toComposition(composeWithGuild(toDefinitions(subgraphs))),
} as const satisfies Record<string, (subgraphs: readonly Subgraph[]) => Composition>;

/** Composes, or fails with all that the composer said. */
export function composeSupergraph(composer: keyof typeof composers, subgraphs: readonly Subgraph[]): string {
  const { supergraphSdl, errors } = composers[composer](subgraphs);
  if (errors.length > 0) throw new Error(`${composer}:\n  ${errors.join("\n  ")}`);
  return supergraphSdl;
}

function toDefinitions(subgraphs: readonly Subgraph[]) {
  return subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
}

function toComposition(result: {
  readonly supergraphSdl?: string | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}): Composition {
  return {
    supergraphSdl: result.supergraphSdl ?? "",
    errors: (result.errors ?? []).map(({ message }) => message),
  };
}
