// Hive Gateway's runtime in front of four subgraphs, which run in a process of their own.
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";
import { listenAndReport } from "../contenders/contender-process.js";

interface StartedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

const child = fork(fileURLToPath(new URL("subgraphs.ts", import.meta.url)));
child.on("exit", () => process.exit(1));
const [subgraphs] = (await once(child, "message")) as [readonly StartedSubgraph[]];

const { supergraphSdl, errors = [] } = composeServices(
  subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
);
if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
const runtime = createGatewayRuntime({ supergraph: supergraphSdl, logging: false });
await listenAndReport(createServer((request, response) => void runtime(request, response)));
