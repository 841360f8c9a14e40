import { timingSafeEqual } from "node:crypto";

/** Whether a header `authorization` carries this token. */
export function hasBearer(header: string | undefined, token: string): boolean {
  return isEqual(header ?? "", `Bearer ${token}`);
}

/** Whether a header `authorization` carries this client's id and secret (RFC 6749, 2.3.1). */
export function hasClient(header: string | undefined, id: string, secret: string): boolean {
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64");
  return isEqual(header ?? "", `Basic ${basic}`);
}

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
