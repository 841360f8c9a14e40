const busyStatuses: ReadonlySet<number> = new Set([429, 503]);

/** Milliseconds after which a busy system wants to be asked again (RFC 9110, 10.2.3); undefined when it does not say. */
export function findRetryAfterMs({ status, headers }: Response): number | undefined {
  const text = busyStatuses.has(status) ? headers.get("retry-after") : null;
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
