// The files that settings name.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AppOptions } from "../app.js";
import type { Settings } from "../config/parse-settings.js";
import { emptyNoticeRegister, type NoticeRegister } from "../domains/consent/notice-register.js";
import { parseNoticeRegister } from "../domains/consent/parse-notice-register.js";
import { OperatorError } from "../shared/operator-error.js";

const demoNoticesFile = fileURLToPath(new URL("../demo/privacy-notices.yml", import.meta.url));

/** Where the privacy notices are: the file that is given, else the demo bank's own; undefined without either. */
export function findNoticesFile({ privacyNoticesFile }: Settings, hasBank: boolean): string | undefined {
  return privacyNoticesFile ?? (hasBank ? demoNoticesFile : undefined);
}

/** The privacy notices; a gateway without a file knows none. */
export async function readNotices(file: string | undefined): Promise<NoticeRegister> {
  if (file === undefined) return emptyNoticeRegister;
  return parseNoticeRegister(await readText(file, "privacy notices", "PRIVACY_NOTICES_FILE"), file);
}

/** How NATS is reached, with its credentials; undefined where it is not used. */
export async function readNatsOptions({ nats }: Settings): Promise<AppOptions["nats"]> {
  if (nats === undefined) return undefined;
  const { urls, credentialsFile: file, stream } = nats;
  if (file === undefined) return { address: { urls }, stream };
  return {
    address: { urls, credentials: await readText(file, "credentials", "NATS_CREDENTIALS_FILE") },
    stream,
  };
}

async function readText(file: string, what: string, setting: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new OperatorError(`The ${what} ${file} (${setting}) cannot be read.`);
  });
}
