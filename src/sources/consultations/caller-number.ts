import { findPhoneE164 } from "../../domains/identity/identity.js";

/** A telephone number as the contact centre writes it: national digits, or `+` and digits when it is foreign. */
export function toCallerNumber(e164: string): string {
  return e164.startsWith("+82") ? `0${e164.slice(3)}` : e164;
}

/** E.164 of a caller's number; undefined when the telephone system gave none that can be one. */
export function findCallerE164(callerNumber: string | null): string | undefined {
  return callerNumber === null ? undefined : findPhoneE164(callerNumber);
}
