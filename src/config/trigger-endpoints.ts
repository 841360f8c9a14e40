import { OperatorError } from "../shared/operator-error.js";
import { isSafeAddress } from "./is-safe-address.js";

/** A system that is told of triggers; of those by certain channels only, where it names them. */
export interface TriggerEndpointSetting<Channel extends string> {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly channels?: readonly Channel[];
}

/** The systems with their secrets and channels; throws OperatorError naming what does not fit together. */
export function toTriggerEndpoints<Channel extends string>(
  urls: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  channels: Readonly<Record<string, string>>,
  known: readonly Channel[],
): readonly TriggerEndpointSetting<Channel>[] {
  for (const name of [...Object.keys(secrets), ...Object.keys(channels)]) {
    if (urls[name] === undefined)
      throw new OperatorError(`TRIGGER_WEBHOOKS: there is no address of ${name}.`);
  }
  return Object.entries(urls).map(([name, url]) => {
    const secret = secrets[name];
    if (!isSafeAddress(url))
      throw new OperatorError(
        `TRIGGER_WEBHOOKS: the address of ${name} must be https (http only on this machine).`,
      );
    if (secret === undefined)
      throw new OperatorError(`TRIGGER_WEBHOOK_SECRETS: the secret of ${name} is needed with its address.`);
    const named = channels[name]?.split("+").map((text) => {
      const channel = known.find((one) => one === text);
      if (channel === undefined)
        throw new OperatorError(`TRIGGER_WEBHOOK_CHANNELS: ${text} is none of ${known.join(", ")}.`);
      return channel;
    });
    return { name, url, secret, ...(named && { channels: named }) };
  });
}
