// What the settings say of an app, in the app's own words. Pure; what has to be opened or read first is not here.
import type { AppOptions } from "../app.js";
import { toNoticeAddresses } from "../config/notice-addresses.js";
import type { Settings } from "../config/parse-settings.js";
import { toTriggerEndpoints } from "../config/trigger-endpoints.js";
import { Channel } from "../domains/customer/channel.js";
import { ToldStep } from "../domains/webhooks/webhook-delivery.js";
import { sources } from "../sources/index.js";

const shutdownGraceMs = 3_000;

/** Members of the options that come from the settings alone. */
type FromSettings = Pick<
  AppOptions,
  | "transport"
  | "role"
  | "requestDeadlineMs"
  | "rights"
  | "triggerEndpoints"
  | "sourcePollIntervalMs"
  | "accessLogRetentionYears"
  | "ingestRetentionDays"
  | "eventRetentionDays"
  | "metricsToken"
>;

/** The settings of an app; `hasForks`: other processes answer, and this one does the work. */
export function toAppSettings(settings: Settings, hasForks: boolean): FromSettings {
  const { metricsToken } = settings;
  return {
    // Whoever has forks that answer listens only to say how it is itself.
    transport: hasForks
      ? { host: "127.0.0.1", port: 0, shutdownGraceMs }
      : { host: settings.host, port: settings.port, corsOrigins: settings.corsOrigins, shutdownGraceMs },
    role: hasForks ? "worker" : settings.role,
    requestDeadlineMs: settings.requestDeadlineMs,
    rights: {
      addresses: toNoticeAddresses(
        settings.rightsWebhooks,
        settings.rightsWebhookSecrets,
        sources.map(({ name }) => name),
      ),
      exportLifetimeHours: settings.exportLifetimeHours,
      publicUrl: settings.publicUrl,
    },
    triggerEndpoints: toTriggerEndpoints(
      {
        urls: settings.triggerWebhooks,
        secrets: settings.triggerWebhookSecrets,
        channels: settings.triggerWebhookChannels,
        steps: settings.triggerWebhookSteps,
      },
      { channels: Object.values(Channel), steps: Object.values(ToldStep) },
    ),
    sourcePollIntervalMs: settings.sourcePollIntervalMs,
    accessLogRetentionYears: settings.accessLogRetentionYears,
    ingestRetentionDays: settings.ingestRetentionDays,
    eventRetentionDays: settings.eventRetentionDays,
    ...(metricsToken !== undefined && { metricsToken }),
  };
}
