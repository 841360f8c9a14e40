import { OperatorError } from "../shared/operator-error.js";
import { isSafeAddress } from "./is-safe-address.js";

/** What the settings say of the systems that are told of triggers, by their names. */
export interface TriggerEndpointTexts {
  readonly urls: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, string>>;
}

/** A system that is told of triggers; of certain channels and steps only, where it names them. */
export interface TriggerEndpointSetting<Channel extends string, Step extends string> {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly channels?: readonly Channel[];
  readonly steps?: readonly Step[];
}

/** The systems with their secrets, channels and steps; throws OperatorError naming what does not fit together. */
export function toTriggerEndpoints<Channel extends string, Step extends string>(
  { urls, secrets, channels, steps }: TriggerEndpointTexts,
  known: { readonly channels: readonly Channel[]; readonly steps: readonly Step[] },
): readonly TriggerEndpointSetting<Channel, Step>[] {
  for (const name of [secrets, channels, steps].flatMap(Object.keys)) {
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
    const namedChannels = parseNames("TRIGGER_WEBHOOK_CHANNELS", channels[name], known.channels);
    const namedSteps = parseNames("TRIGGER_WEBHOOK_EVENTS", steps[name], known.steps);
    return {
      name,
      url,
      secret,
      ...(namedChannels && { channels: namedChannels }),
      ...(namedSteps && { steps: namedSteps }),
    };
  });
}

function parseNames<Name extends string>(
  setting: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] | undefined {
  return text?.split("+").map((part) => {
    const name = known.find((one) => one === part);
    if (name === undefined) throw new OperatorError(`${setting}: ${part} is none of ${known.join(", ")}.`);
    return name;
  });
}
