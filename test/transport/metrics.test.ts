// `/metrics` through the public door, and the rules that Prometheus alerts by.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { createMeter } from "../../src/observability/meter.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

async function read(headers: Record<string, string> = {}, url = app.url): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  return response.text();
}

/** The number of a line such as `name{label="value"} 3`; undefined when there is no such line. */
function find(text: string, series: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const waiting = { timeout: 15_000, interval: 50 };
const customer = toCustomerId("minjun");
const ask = (query: string) => app.ask(query, { id: customer });

describe("/metrics", () => {
  test("counts operations by kind, outcome and way, with their time", async () => {
    const before = await read();
    await ask("query ($id: ID!) { customer(id: $id) { id profile { displayName } } }");
    await ask("query ($id: ID!) { customer(id: $id) { nothing } }");
    await ask("query ($id: ID!) { customer(id: $id) { ... on Node { id } sources { name } } }");
    const after = await read();
    const grown = (series: string) => (find(after, series) ?? 0) - (find(before, series) ?? 0);
    const ok = ["PLAN", "GENERAL"].map((way) =>
      grown(`customer360_operations_total{operation="query",outcome="OK",way="${way}"}`),
    );
    expect(ok[0]! + ok[1]!).toBe(2);
    expect(grown('customer360_operations_total{operation="unknown",outcome="FAILED",way="GENERAL"}')).toBe(1);
    const counted = ["PLAN", "GENERAL"].map((way) =>
      grown(`customer360_operation_seconds_count{operation="query",way="${way}"}`),
    );
    expect(counted).toEqual(ok);
    expect(after).toMatch(
      /customer360_operation_seconds_bucket\{operation="query",way="\w+",le="\+Inf"\} [1-9]/,
    );
  });

  test("counts who is refused, reads of sources and entries of the access log", async () => {
    await fetch(`${app.url}/graphql`, { method: "POST", headers: { authorization: "Bearer wrong" } });
    await ask("query ($id: ID!) { customer(id: $id) { webEvents(first: 2) { edges { node { id } } } } }");
    const text = await read();
    expect(find(text, 'customer360_refusals_total{code="UNAUTHENTICATED"}')).toBe(1);
    expect(
      find(text, 'customer360_source_reads_total{source="web-events",facet="webEvents",outcome="OK"}'),
    ).toBeGreaterThan(0);
    expect(
      find(text, 'customer360_source_read_seconds_count{source="web-events",outcome="OK"}'),
    ).toBeGreaterThan(0);
    expect(find(text, 'customer360_source_circuit_open{source="web-events"}')).toBe(0);
    expect(find(text, 'customer360_access_log_entries_total{outcome="WRITTEN"}')).toBeGreaterThan(0);
    expect(find(text, "customer360_access_log_waiting")).toBe(0);
  });

  test("follows subscriptions, the event log and the reactions", async () => {
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe("subscription ($id: ID!) { customerContext(customerId: $id) { kind } }", {
      id: customer,
    });
    await stream.next();
    await vi.waitFor(async () => {
      const text = await read();
      expect(find(text, "customer360_subscribers")).toBe(1);
      expect(find(text, "customer360_deliveries_total")).toBeGreaterThan(0);
      expect(find(text, "customer360_event_log_head")).toBeGreaterThanOrEqual(0);
      expect(find(text, 'customer360_reaction_lag_seconds{reaction="evaluate-rules"}')).toBe(0);
      expect(find(text, 'customer360_reaction_lag_events{reaction="evaluate-rules"}')).toBe(0);
      expect(find(text, 'customer360_parked_events{reaction="evaluate-rules"}')).toBe(0);
      expect(find(text, 'customer360_waiting{what="moments"}')).toBe(0);
      expect(find(text, "customer360_workers")).toBe(1);
      expect(find(text, 'customer360_source_changes{source="transfers",outcome="FAILURE"}')).toBe(0);
      expect(find(text, 'customer360_source_changes{source="transfers",outcome="EVENT"}')).toBe(0);
    }, waiting);
    stream[Symbol.dispose]();
    await vi.waitFor(async () => expect(find(await read(), "customer360_subscribers")).toBe(0), waiting);
  });

  test("counts events that are sent to us by what became of them", async () => {
    const event = {
      id: "metric-1",
      source: "shop",
      type: "web.track",
      subject: { namespace: "LOGIN_ID", value: "nobody-here" },
      time: new Date().toISOString(),
      data: { event: "Product Viewed" },
    };
    const { data } = await app.ask(
      "mutation ($events: [EventInput!]!) { ingestEvents(events: $events) { results { status } } }",
      { events: [event, event] },
      { role: "INTERNAL_APP" },
    );
    const text = await read();
    expect(find(text, "customer360_ingest_events_waiting")).toBe(0);
    const statuses = JSON.stringify(data ?? null).match(/ACCEPTED|DUPLICATE|REJECTED/g) ?? [];
    const told = ["ACCEPTED", "DUPLICATE", "REJECTED"].flatMap((status) => {
      const count = find(text, `customer360_ingested_events_total{door="GRAPHQL",status="${status}"}`) ?? 0;
      return Array.from({ length: count }, () => status);
    });
    expect(told).toEqual(statuses.toSorted());
    expect(told).toHaveLength(2);
  });

  test("tells how the process is, and nobody's id", async () => {
    const text = await read();
    expect(find(text, 'customer360_process_memory_bytes{kind="resident"}')).toBeGreaterThan(50_000_000);
    expect(find(text, 'customer360_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThan(0);
    expect(text).not.toContain(customer.slice("cus_".length));
    expect(text).not.toContain("test-agent");
  });

  test("is for this machine and not for who comes through a proxy, or for who has the token", async () => {
    const proxied = await fetch(`${app.url}/metrics`, { headers: { "x-forwarded-for": "10.0.0.1" } });
    expect(proxied.status).toBe(403);
    const metricsToken = "0123456789abcdef";
    await using guarded = await startTestApp({ bank: app.bank, isFollowing: false, metricsToken });
    expect((await fetch(`${guarded.url}/metrics`)).status).toBe(403);
    const wrong = { authorization: "Bearer 0123456789abcdee" };
    expect((await fetch(`${guarded.url}/metrics`, { headers: wrong })).status).toBe(403);
    await read({ authorization: `Bearer ${metricsToken}`, "x-forwarded-for": "10.0.0.1" }, guarded.url);
  });
});

test("counting costs less than a microsecond a request", () => {
  using meter = createMeter();
  const rounds = 200_000;
  const count = (): void => {
    const startedAt = performance.now();
    meter.operations.at("query", "OK", "GENERAL").value += 1;
    meter.operationSeconds.at("query", "GENERAL").observe((performance.now() - startedAt) / 1_000);
  };
  for (let round = 0; round < rounds; round += 1) count();
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) count();
  const microseconds = ((performance.now() - startedAt) * 1_000) / rounds;
  expect(microseconds).toBeLessThan(1);
  expect(meter.operations.at("query", "OK", "GENERAL").value).toBe(2 * rounds);
});

describe("the alert rules", () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly for?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }
  const readRules = async (): Promise<readonly Rule[]> => {
    const file = parse(await readFile("docs/alerts.yml", "utf8")) as {
      groups: readonly { rules: readonly Rule[] }[];
    };
    return file.groups.flatMap(({ rules }) => rules);
  };

  test("ask for metrics and labels that are told", async () => {
    const told = await read();
    const names = new Set(
      [...told.matchAll(/^# TYPE (\S+) (\w+)/gm)].flatMap(([, name = "", type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
    for (const { alert, expr } of await readRules()) {
      const asked = expr.match(/customer360_\w+/g) ?? [];
      expect(asked.length, alert).toBeGreaterThan(0);
      for (const name of asked) expect(names, alert).toContain(name);
    }
  });

  test("cover what has to be covered, and say what to do on a page that does", async () => {
    const rules = await readRules();
    const page = await readFile("docs/operations.md", "utf8");
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining([
        "ReplicationLag",
        "ReplicationNotRead",
        "ReactionLag",
        "ParkedEvents",
        "CircuitOpen",
        "AccessLogNotWritten",
      ]),
    );
    for (const { alert, labels, annotations } of rules) {
      expect(labels["severity"], alert).toMatch(/^(page|ticket)$/);
      expect(annotations["summary"], alert).toMatch(/\.$/);
      expect(page, alert).toContain(`### ${alert}\n`);
    }
  });
});
