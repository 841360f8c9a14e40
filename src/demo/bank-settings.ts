import type { BankUrls } from "./demo-bank.js";

/** The bank's databases by the names of the settings that they stand in for. */
export function toSettingUrls(urls: BankUrls): Readonly<Record<string, string>> {
  return {
    CRM_URL: urls.crm,
    WEB_EVENTS_URL: urls.webEvents,
    TRANSFERS_URL: urls.transfers,
    CONSULTATIONS_URL: urls.consultations,
    DATABASE_URL: urls.gateway,
  };
}
