import { isSafeAddress } from "./is-safe-address.js";
import { OperatorError } from "../shared/operator-error.js";

/** Where a source takes notices about people's rights, and the secret that they are signed with. */
export interface NoticeAddressSetting {
  readonly url: string;
  readonly secret: string;
}

/** The addresses with their secrets by source; throws OperatorError naming what does not fit together. */
export function toNoticeAddresses(
  urls: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  sourceNames: readonly string[],
): ReadonlyMap<string, NoticeAddressSetting> {
  const addresses = new Map<string, NoticeAddressSetting>();
  for (const [name, url] of Object.entries(urls)) {
    const secret = secrets[name];
    if (!sourceNames.includes(name)) throw new OperatorError(`RIGHTS_WEBHOOKS: there is no source ${name}.`);
    if (!isSafeAddress(url))
      throw new OperatorError(
        `RIGHTS_WEBHOOKS: the address of ${name} must be https (http only on this machine).`,
      );
    if (secret === undefined)
      throw new OperatorError(`RIGHTS_WEBHOOK_SECRETS: the secret of ${name} is needed with its address.`);
    addresses.set(name, { url, secret });
  }
  return addresses;
}
