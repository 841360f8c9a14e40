// PostGraphile's cursors begin with a digest of the order of the list; the rest is the customer's key.
import { z } from "zod";

const answerSchema = z.object({
  data: z.object({ customers: z.object({ edges: z.array(z.object({ cursor: z.string() })).min(1) }) }),
});
const cursorSchema = z.tuple([z.string(), z.string()]);

/** The digest in the cursors of the list of customers. */
export async function findCursorDigest(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ customers(first: 1) { edges { cursor } } }" }),
  });
  const answer = answerSchema.parse(await response.json());
  const [edge] = answer.data.customers.edges;
  const text = Buffer.from(edge?.cursor ?? "", "base64").toString("utf8");
  return cursorSchema.parse(JSON.parse(text))[0];
}
