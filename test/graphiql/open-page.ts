// Opens a page in Debian's chromium and keeps what went wrong in it.
import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Why the browser tests cannot run here; undefined where they can. In CI a missing browser is a failure, not a reason. */
export const reasonWithoutBrowser: string | undefined =
  existsSync(executablePath) || process.env["CI"] === "true" ? undefined : `there is no ${executablePath}`;

/** A page, and what happened in it; closes with `await using`. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Console errors, uncaught exceptions and violations of the security policy. */
  readonly problems: string[];
  /** Addresses that the page asked for. */
  readonly requests: string[];
}

/** Opens `url` in a new browser. */
export async function openPage(url: string): Promise<OpenPage> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" || /content security policy/i.test(text)) problems.push(text);
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => {
    // What the page itself took back: its run button stops what still runs.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") problems.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  await page.goto(url);
  return {
    page,
    problems,
    requests,
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
