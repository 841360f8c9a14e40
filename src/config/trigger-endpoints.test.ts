import { describe, expect, it } from "vitest";
import { toTriggerEndpoints } from "./trigger-endpoints.js";

const known = { channels: ["PUSH", "MESSENGER"], steps: ["raised", "claimed"] };

describe("systems that are told of triggers", () => {
  it("are taken with their secrets, and with their channels and steps where they name some", () => {
    const urls = { mailer: "https://mail.example/hooks", push: "http://127.0.0.1:9/x" };
    const secrets = { mailer: "whsec_x", push: "whsec_y" };
    const texts = {
      urls,
      secrets,
      channels: { push: "PUSH+MESSENGER" },
      steps: { mailer: "raised+claimed" },
    };
    expect(toTriggerEndpoints(texts, known)).toEqual([
      { name: "mailer", url: urls.mailer, secret: "whsec_x", steps: ["raised", "claimed"] },
      { name: "push", url: urls.push, secret: "whsec_y", channels: ["PUSH", "MESSENGER"] },
    ]);
  });

  it("stop the start when one lacks its address or secret, or would be told in the open", () => {
    const start =
      (
        urls: Record<string, string>,
        secrets: Record<string, string>,
        channels: Record<string, string> = {},
        steps: Record<string, string> = {},
      ) =>
      () =>
        toTriggerEndpoints({ urls, secrets, channels, steps }, known);
    const push = { push: "https://x" };
    expect(start(push, { push: "whsec_x" }, { push: "PIGEON" })).toThrow("PIGEON is none of PUSH, MESSENGER");
    expect(start(push, { push: "whsec_x" }, {}, { push: "raised+burst" })).toThrow(
      "TRIGGER_WEBHOOK_EVENTS: burst is none of raised, claimed",
    );
    expect(start(push, { push: "whsec_x", mailer: "whsec_x" })).toThrow("there is no address of mailer");
    expect(start({ ...push, mailer: "https://x" }, { push: "whsec_x" })).toThrow("the secret of mailer");
    expect(start({ push: "http://mail.example" }, { push: "whsec_x" })).toThrow("must be https");
  });
});
