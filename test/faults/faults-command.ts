// `npm run --silent faults [-- --rounds N --events N --rate N --subscribers N --kill postgresql,worker]`: the fault run at its full size; ends with 1 when
// anything was lost, repeated or out of order.
import { parseArgs } from "node:util";
import { runFaults, toFaultTable } from "./run-faults.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    events: { type: "string", default: "100000" },
    rate: { type: "string", default: "500" },
    subscribers: { type: "string", default: "200" },
    kill: { type: "string", default: "gateway,worker,nats-server,postgresql" },
    token: { type: "string", default: "60" },
  },
});
const report = await runFaults(
  {
    rounds: Number(values.rounds),
    events: Number(values.events),
    eventsPerSecond: Number(values.rate),
    subscribers: Number(values.subscribers),
    customers: 50,
    gateways: 2,
    subscriberProcesses: 2,
    tokenSeconds: Number(values.token),
    victims: values.kill.split(","),
  },
  (line) => process.stderr.write(`${line}\n`),
);
process.stdout.write(toFaultTable(report));
const { lost, repeated, outOfOrder } = report.verdict;
process.exit(lost + repeated + outOfOrder === 0 ? 0 : 1);
