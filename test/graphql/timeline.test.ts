import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

interface Edge {
  readonly cursor: string;
  readonly node: {
    readonly kind: string;
    readonly occurredAt: string;
    readonly record: { readonly id: string };
  };
}

const record =
  "record { ... on WebEvent { id } ... on Transfer { id } ... on Consultation { id } ... on ContactAttempt { id } ... on ConsentRecord { id } ... on Trigger { id } }";
const document = `query ($id: ID!, $first: Int, $after: String, $kinds: [TouchpointKind!]) {
  customer(id: $id) { timeline(first: $first, after: $after, kinds: $kinds) { edges { cursor node { kind occurredAt ${record} } } pageInfo { hasNextPage endCursor } } }
}`;

async function readPages(first: number, pages: number, kinds?: readonly string[]): Promise<Edge[]> {
  const edges: Edge[] = [];
  let after: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const { data, errors } = await app.ask(document, { id: toCustomerId("minjun"), first, after, kinds });
    expect(errors).toBeUndefined();
    const { timeline } = (
      data as unknown as {
        customer: { timeline: { edges: Edge[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
      }
    ).customer;
    edges.push(...timeline.edges);
    if (!timeline.pageInfo.hasNextPage) break;
    after = timeline.pageInfo.endCursor;
  }
  return edges;
}

const ids = (edges: readonly Edge[]): string[] => edges.map(({ node }) => node.record.id);

describe("the timeline", () => {
  it("is newest first over all sources, whatever the size of its pages", async () => {
    const whole = await readPages(200, 3);
    expect(new Set(whole.map(({ node }) => node.kind)).size).toBeGreaterThanOrEqual(4);
    const times = whole.map(({ node }) => Date.parse(node.occurredAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(ids(whole)).size).toBe(whole.length);
    expect(ids(await readPages(7, 20))).toEqual(ids(whole).slice(0, 140));
    expect(ids(await readPages(1, 10))).toEqual(ids(whole).slice(0, 10));
  });

  it("of one kind is the list of that facet", async () => {
    const kinds = await readPages(50, 1, ["CONSULTATION"]);
    const { data } = await app.ask(
      `{ customer(id: "${toCustomerId("minjun")}") { consultations(first: 50) { edges { node { id } } } } }`,
    );
    const { consultations } = (
      data as unknown as { customer: { consultations: { edges: { node: { id: string } }[] } } }
    ).customer;
    expect(ids(kinds)).toEqual(consultations.edges.map(({ node }) => node.id));
    expect(kinds.length).toBeGreaterThan(0);
  });

  it("finds each of its records again as a node", async () => {
    const edges = await readPages(40, 1);
    const { data, errors } = await app.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {
      ids: ids(edges),
    });
    expect(errors).toBeUndefined();
    expect((data as unknown as { nodes: ({ id: string } | null)[] }).nodes.map((node) => node?.id)).toEqual(
      ids(edges),
    );
  });
});
