// `npm run audit:review`: the report of the monthly review of the access log, for people or as JSON.
import { Command, InvalidArgumentError, Option } from "commander";
import { createLoaders } from "../loaders/create-loaders.js";
import { systemClock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";
import { sources } from "../sources/index.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { FindFamilyNames } from "./count-own-names.js";
import { describeReview, type ReviewLanguage } from "./describe-review.js";
import { openAuditedStore, type AuditedStore } from "./open-audited-store.js";
import { createReviewReport } from "./review-report.js";
import { runCommand } from "./run-command.js";

const command = new Command("audit:review")
  .description("Reports what of a month's access log is worth a question (docs/access-log.md).")
  .requiredOption("--month <YYYY-MM>", "the month, in Korean time", parseMonth)
  .addOption(new Option("--language <language>", "of the page").choices(["ko", "en"]).default("ko"))
  .option("--json", "for machines")
  .parse();

const readTimeoutMs = 30_000;

await runCommand(async () => {
  const { month, language, json } = command.opts<{
    month: string;
    language: ReviewLanguage;
    json?: boolean;
  }>();
  await using audited = await openAuditedStore();
  const connected = sources
    .filter(({ settings }) => settings.safeParse(audited.sourceSettings).success)
    .map((source) => source.connect(audited.sourceSettings));
  try {
    const findNames = createFindNames(audited, connected);
    const report = await createReviewReport(audited.store.accessReview, audited.keys, month, findNames);
    process.stdout.write(
      json === true ? `${JSON.stringify(report, undefined, 2)}\n` : describeReview(report, language),
    );
  } finally {
    for (const source of connected) await source.close();
  }
});

function parseMonth(text: string): string {
  if (!/^20\d{2}-(?:0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError("Write it as YYYY-MM.");
  return text;
}

/** The names from the profiles, whatever source serves them. */
function createFindNames({ store }: AuditedStore, connected: readonly ConnectedSource[]): FindFamilyNames {
  return async (customerIds) => {
    if (!connected.some(({ facets }) => facets.profile !== undefined))
      throw new GatewayError("SOURCE_UNAVAILABLE", "No source of profiles is given.");
    const loaders = createLoaders({
      sources: connected,
      stores: store,
      readTimeoutMs,
      clock: systemClock,
      isBackground: true,
    });
    const names = await Promise.all(
      customerIds.map(async (customerId) => {
        const [profile] = await loaders.facet("profile", customerId, { limit: 1 });
        return [customerId, profile?.familyName ?? ""] as const;
      }),
    );
    return new Map(names.filter(([, name]) => name !== ""));
  };
}
