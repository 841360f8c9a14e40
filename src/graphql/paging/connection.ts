// Relay connections, declared once for every type of node.
import { Field, ObjectType, type ClassType } from "type-graphql";
import type { Slice } from "../../shared/page.js";
import { PageInfo } from "./page-info.type.js";

/** A node and its place in the list. */
export interface EdgeShape<Node> {
  readonly cursor: string;
  readonly node: Node;
}

/** A page of a list. */
export interface ConnectionShape<Node> {
  readonly edges: readonly EdgeShape<Node>[];
  readonly pageInfo: PageInfo;
}

/** Declares `<name>Connection` and `<name>Edge`; `plural` names the nodes in descriptions. */
export function defineConnection<Node extends object>(
  name: string,
  plural: string,
  node: () => ClassType<Node>,
): ClassType<ConnectionShape<Node>> {
  @ObjectType(`${name}Edge`, { description: `One of the ${plural} and its place in the list.` })
  class Edge implements EdgeShape<Node> {
    @Field(() => String, { description: "Place in the list, for `after`." })
    cursor!: string;

    @Field(node, { description: "The record." })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${plural}.` })
  class Connection implements ConnectionShape<Node> {
    @Field(() => [Edge], { description: "The records of this page with their cursors." })
    edges!: readonly Edge[];

    @Field(() => PageInfo, { description: "Where this page stands." })
    pageInfo!: PageInfo;
  }
  return Connection;
}

/** A connection of a slice; `after` is the cursor the caller came with. */
export function toConnection<Item, Node>(
  slice: Slice<Item>,
  after: string | null | undefined,
  toNode: (item: Item) => Node,
  toCursorOf: (item: Item) => string,
): ConnectionShape<Node> {
  const edges = slice.items.map((item) => ({ cursor: toCursorOf(item), node: toNode(item) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: slice.hasNextPage,
      hasPreviousPage: typeof after === "string",
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
