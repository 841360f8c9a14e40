/** The URL of the next page of an answer, by its header `link` (RFC 8288); undefined on the last page. */
export function findNextLink({ headers, url }: Pick<Response, "headers" | "url">): string | undefined {
  for (const [, target = "", parameters = ""] of (headers.get("link") ?? "").matchAll(/<([^>]*)>([^,]*)/g)) {
    const isNext = /;\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|next\b)/i.test(parameters);
    if (isNext && URL.canParse(target, url)) return new URL(target, url).href;
  }
  return undefined;
}
