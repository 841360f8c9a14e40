// The shop clickstream through the importer, compared with figures of the raw file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, describe, test } from "vitest";
import { runSql } from "../harness/databases.js";
import { createImportBench, root } from "./import-bench.js";

const file = join(root, "../shared/data/web-events/ecom.csv.gz");
const isThere = existsSync(file);

describe.skipIf(!isThere)(
  `the shop clickstream${isThere ? "" : ` (skipped: ../shared/data/web-events is absent)`}`,
  () => {
    test(
      "every event is there once, equal ones too, and a second run adds none",
      { timeout: 120_000 },
      async () => {
        await using bench = await createImportBench();
        const argv = ["web-events", file, "--mapping", join(root, "examples/mappings/ecom-clickstream.yml")];
        expect((await bench.run(argv)).summary).toMatchObject({
          accepted: 31_106,
          added: 31_106,
          rejected: 0,
        });

        const rows = gunzipSync(readFileSync(file))
          .toString("utf8")
          .trimEnd()
          .split("\n")
          .slice(1)
          .map((line) => line.split(","));
        const tally = new Map<string, number>();
        for (const [user, session, event, time] of rows) {
          const key = `${user} ${session} ${event} ${time}`;
          tally.set(key, (tally.get(key) ?? 0) + 1);
        }
        const imported = (await runSql(
          bench.databases.urls.web_events,
          `select login_id || ' ' || ssn_id || ' ' || hit_nm || ' ' || to_char(hit_ts at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as key,
         count(*)::int as n from hit group by 1`,
        )) as { key: string; n: number }[];
        expect(new Map(imported.map(({ key, n }) => [key, n]))).toEqual(tally);
        expect([...tally.values()].filter((n) => n > 1).length).toBeGreaterThan(0);

        const [first] = await runSql(
          bench.databases.urls.web_events,
          "select hit_tp, chnl, dvc_tp, props from hit where ssn_id = 'sess_000001' and hit_nm = 'home' order by hit_ts limit 1",
        );
        expect(first).toEqual({
          hit_tp: "page",
          chnl: "web",
          dvc_tp: "desktop",
          props: { acquisitionChannel: "email", userCohort: "2024-01", userLifecycle: "returning" },
        });
        expect((await bench.run(argv)).summary).toMatchObject({
          accepted: 31_106,
          added: 0,
          changed: 0,
          unchanged: 31_106,
        });
      },
    );
  },
);
