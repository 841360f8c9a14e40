import { readFileSync } from "node:fs";
import type { NoticeRegister } from "../../src/domains/consent/notice-register.js";
import { parseNoticeRegister } from "../../src/domains/consent/parse-notice-register.js";

/** The text of the demo bank's privacy notices. */
export function readDemoNoticeText(): string {
  return readFileSync(new URL("../../src/demo/privacy-notices.yml", import.meta.url), "utf8");
}

/** The privacy notices of the demo bank. */
export function readDemoNotices(): NoticeRegister {
  return parseNoticeRegister(readDemoNoticeText(), "privacy-notices.yml");
}
