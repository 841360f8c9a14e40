import { describe, expect, it } from "vitest";
import { toTriggerEndpoints } from "./trigger-endpoints.js";

const known = ["PUSH", "MESSENGER"];

describe("systems that are told of triggers", () => {
  it("are taken with their secrets, and with their channels where they name some", () => {
    const urls = { mailer: "https://mail.example/hooks", push: "http://127.0.0.1:9/x" };
    const secrets = { mailer: "whsec_x", push: "whsec_y" };
    expect(toTriggerEndpoints(urls, secrets, { push: "PUSH+MESSENGER" }, known)).toEqual([
      { name: "mailer", url: urls.mailer, secret: "whsec_x" },
      { name: "push", url: urls.push, secret: "whsec_y", channels: ["PUSH", "MESSENGER"] },
    ]);
  });

  it("stop the start when one lacks its address or secret, or would be told in the open", () => {
    const start =
      (
        urls: Record<string, string>,
        secrets: Record<string, string>,
        channels: Record<string, string> = {},
      ) =>
      () =>
        toTriggerEndpoints(urls, secrets, channels, known);
    const push = { push: "https://x" };
    expect(start(push, { push: "whsec_x" }, { push: "PIGEON" })).toThrow("PIGEON is none of PUSH, MESSENGER");
    expect(start(push, { push: "whsec_x", mailer: "whsec_x" })).toThrow("there is no address of mailer");
    expect(start({ ...push, mailer: "https://x" }, { push: "whsec_x" })).toThrow("the secret of mailer");
    expect(start({ push: "http://mail.example" }, { push: "whsec_x" })).toThrow("must be https");
  });
});
