import type { BankUrls } from "./demo-bank.js";

/** The settings that a database of the bank stands in for. */
const bankSettings = [
  "CRM_URL",
  "WEB_EVENTS_URL",
  "TRANSFERS_URL",
  "CONSULTATIONS_URL",
  "DATABASE_URL",
] as const;
type BankSetting = (typeof bankSettings)[number];

/** Whether a setting is a database of the bank; any other that is missing is one of its services. */
export function isBankSetting(name: string): name is BankSetting {
  return bankSettings.some((setting) => setting === name);
}

/** The bank's databases by the names of the settings that they stand in for. */
export function toSettingUrls(urls: BankUrls): Readonly<Record<BankSetting, string>> {
  return {
    CRM_URL: urls.crm,
    WEB_EVENTS_URL: urls.webEvents,
    TRANSFERS_URL: urls.transfers,
    CONSULTATIONS_URL: urls.consultations,
    DATABASE_URL: urls.gateway,
  };
}
