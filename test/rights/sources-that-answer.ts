// Receivers of notices for tests: each is an HTTP server on a port of its own that checks the signature as a source does,
// and answers what the test tells it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isSignedWebhook } from "../../src/domains/webhooks/sign-webhook.js";

/** A notice as it arrived. */
export interface ReceivedNotice {
  readonly id: string;
  readonly isSigned: boolean;
  readonly body: {
    readonly type: string;
    readonly data: {
      readonly details?: string;
      readonly identities: readonly { namespace: string; value: string; shared: boolean }[];
    };
  };
}

/** One receiver. */
export interface NoticeReceiver extends AsyncDisposable {
  readonly url: string;
  readonly secret: string;
  readonly received: readonly ReceivedNotice[];
  /** What the next answers are: `undefined` hangs up without one. */
  answer: (attempt: number) => { readonly status: number; readonly body?: object } | undefined;
}

/** Starts a receiver with a secret of its own; it confirms unless told otherwise. */
export async function startNoticeReceiver(secret: string): Promise<NoticeReceiver> {
  const received: ReceivedNotice[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      const header = (name: string): string => String(request.headers[name]);
      const headers = {
        "webhook-id": header("webhook-id"),
        "webhook-timestamp": header("webhook-timestamp"),
        "webhook-signature": header("webhook-signature"),
      };
      received.push({
        id: headers["webhook-id"],
        isSigned: isSignedWebhook(headers, text, secret, new Date()),
        body: JSON.parse(text) as ReceivedNotice["body"],
      });
      const answer = receiver.answer(received.length);
      if (answer === undefined) return void request.socket.destroy();
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: NoticeReceiver = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/privacy`,
    secret,
    received,
    answer: () => ({ status: 200, body: { status: "ERASED" } }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
