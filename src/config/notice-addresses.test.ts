import { describe, expect, it } from "vitest";
import { toNoticeAddresses } from "./notice-addresses.js";

const secrets = { crm: "whsec_x" };

describe("addresses of notices", () => {
  it("are taken with their secrets, https anywhere and http on this machine", () => {
    const urls = { crm: "https://crm.example/privacy" };
    expect(toNoticeAddresses(urls, secrets, ["crm"])).toEqual(
      new Map([["crm", { url: urls.crm, secret: "whsec_x" }]]),
    );
    expect(toNoticeAddresses({ crm: "http://127.0.0.1:9/x" }, secrets, ["crm"]).size).toBe(1);
  });

  it("stop the start when they name no source, lack a secret or would send identifiers in the open", () => {
    const start =
      (urls: Record<string, string>, names = ["crm"]) =>
      () =>
        toNoticeAddresses(urls, secrets, names);
    expect(start({ crn: "https://x" })).toThrow("RIGHTS_WEBHOOKS: there is no source crn.");
    expect(start({ crm: "http://crm.example" })).toThrow("must be https");
    expect(start({ transfers: "https://x" }, ["transfers"])).toThrow(
      "RIGHTS_WEBHOOK_SECRETS: the secret of transfers",
    );
  });
});
