import type { Settings, WriteKeySetting } from "../config/parse-settings.js";
import { toWriteKeyVariables } from "../demo/demo-write-keys.js";
import type { Logger } from "../observability/logger.js";
import { startForks } from "../shared/start-forks.js";
import { toUrl } from "../transport/port.js";

/** What this process stands on, for those that answer. */
export interface SuppliedToForks {
  readonly urls: Readonly<Record<string, string>>;
  readonly demoKeys: readonly WriteKeySetting[];
  readonly noticesFile: string | undefined;
}

/** Has other processes answer, which are given what this one stands on; answers where. `onStarted` is told how to end them. */
export async function answerByForks(
  { host, webConcurrency: count }: Settings,
  { urls, demoKeys, noticesFile }: SuppliedToForks,
  { logger, destination: log }: { readonly logger: Logger; readonly destination: NodeJS.WritableStream },
  onStarted: (stop: () => Promise<void>) => void,
): Promise<string> {
  const forks = await startForks({
    count,
    environment: {
      ...urls,
      ...toWriteKeyVariables(demoKeys),
      ...(noticesFile !== undefined && { PRIVACY_NOTICES_FILE: noticesFile }),
      ROLE: "gateway",
      WEB_CONCURRENCY: "1",
    },
    log,
    onDied: (fork) => logger.error(fork, "A process that answers died; another one is started."),
  });
  onStarted(() => forks.close());
  return toUrl({ address: host, family: host.includes(":") ? "IPv6" : "IPv4", port: forks.port });
}
