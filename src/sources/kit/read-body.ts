import { HttpFault } from "./http-fault.js";

/** Reads the body of an answer as JSON; throws HttpFault when it breaks off, is longer than `maxBytes` or is not JSON. */
export async function readJsonBody(response: Response, maxBytes: number): Promise<unknown> {
  const text = await readText(response, maxBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the body.
    throw new HttpFault("The answer is not JSON.", { httpStatus: response.status });
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  if (response.body === null) return text;
  // Leaving the loop by a throw cancels the rest of the body.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new HttpFault(`The answer is longer than ${String(maxBytes)} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
