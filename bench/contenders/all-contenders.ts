// Everybody who takes part. The limit is measured with everybody: all others are told as a share of it.
import { databaseNames } from "../dataset/start-data-set.js";
import type { Workload, WorkloadName } from "../workloads.js";
import type { Contender, ContenderRequest, ContenderSetting, RunningContender } from "./contender.js";
import { toGraphqlRequest, type GraphqlDialect } from "./graphql-request.js";
import { ownGateway } from "./own-gateway.js";
import { findCursorDigest } from "./postgraphile-cursor.js";
import { startProgram } from "./start-program.js";

/** The name of the contender by which all others are measured. */
export const limitName = "limit";

/** The contenders in the order of the report. */
export const allContenders: readonly Contender[] = [
  handWritten(limitName, "one"),
  handWritten("limitFour", "four", ["q1", "q2"]),
  handWritten("limitBatched", "batched", ["q1", "q2"]),
  ownGateway,
  peer("postgraphile", "postgraphile-server", async (port) => {
    const digest = await findCursorDigest(port);
    return {
      // Its cursor is a scalar of its own.
      toDocument: (document) => document.replace("$after: String", "$after: Cursor"),
      toAfter: (id) => Buffer.from(JSON.stringify([digest, id])).toString("base64"),
    };
  }),
  peer("mercurius", "mercurius-server"),
  peer("yoga", "yoga-server"),
  peer("hive", "hive-server"),
];

/** Whether any of them needs the packages of bench/. */
export function needsPeerPackages(names: readonly string[]): boolean {
  return names.some((name) => ["postgraphile", "mercurius", "yoga", "hive"].includes(name));
}

function handWritten(name: string, kind: string, workloads?: readonly WorkloadName[]): Contender {
  return {
    name,
    ...(workloads && { workloads }),
    start: (setting) =>
      startServer(
        setting,
        { name, file: "bench/limit/limit-server.ts", args: [kind] },
        async () => toPathRequest,
      ),
  };
}

function peer(
  name: string,
  file: string,
  findDialect: (port: number) => Promise<GraphqlDialect> = async () => ({}),
): Contender {
  return {
    name,
    start: (setting) =>
      startServer(setting, { name, file: `bench/peers/${file}.ts`, args: [] }, async (port) => {
        const dialect = await findDialect(port);
        return (workload, key) => toGraphqlRequest(workload, key, dialect);
      }),
  };
}

type ToRequest = (workload: Workload, key: string) => ContenderRequest;

async function startServer(
  setting: ContenderSetting,
  program: { readonly name: string; readonly file: string; readonly args: readonly string[] },
  findRequest: (port: number) => Promise<ToRequest>,
): Promise<RunningContender> {
  const urls = Object.fromEntries(databaseNames.map((name) => [name, setting.databaseUrl(name)]));
  const started = await startProgram({
    ...program,
    environment: { BENCH_DATABASES: JSON.stringify(urls) },
    logFile: setting.logFile,
  });
  try {
    return {
      ...started,
      name: program.name,
      role: setting.role,
      toRequest: await findRequest(started.port),
      [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
    };
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

function toPathRequest({ name, keyed, first }: Workload, key: string): ContenderRequest {
  const path = keyed === "by customers" ? `/list/${String(first ?? 0)}:${key}` : `/${name}/${key}`;
  return { method: "GET", path, headers: {}, body: "" };
}
