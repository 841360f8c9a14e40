// Sends batches, each connection the next one as soon as the last is answered, and counts what was taken.
import { setTimeout as delay } from "node:timers/promises";
import { openConnection } from "../load/http-connection.js";
import { createBatchBuilder } from "./build-batches.js";
import { batchSize, repeatEvery, type SendOrder, type SendResult } from "./send-order.js";

/** Batches that are ready before the clock runs, for each second; beyond them they are built while it does. */
const readyPerSecond = 250;

async function send(order: SendOrder): Promise<SendResult> {
  const build = createBatchBuilder(order.run, order.key, order.logins);
  const inAll = order.warmUpSeconds + order.seconds;
  const ready = Array.from({ length: Math.ceil(readyPerSecond * inAll) }, (_, number) => build(number));
  const connections = await Promise.all(
    Array.from({ length: order.connections }, () => openConnection(order.port)),
  );
  let next = 0;
  let isOver = false;
  let counted = 0;
  let eventsInAll = 0;
  let isCounting = false;
  const answersMs: number[] = [];
  const working = connections.map(async (connection) => {
    while (!isOver) {
      const number = next++;
      const request = ready[number] ?? build(number);
      for (let time = 0; time < (number % repeatEvery === 0 ? 2 : 1); time += 1) {
        const from = performance.now();
        const { status, body } = await connection.send(request);
        if (status !== 200 || body.toString("utf8") !== '{"success":true}')
          throw new Error(`The gateway answered ${String(status)} ${body.toString("utf8").slice(0, 500)}`);
        if (time === 0) eventsInAll += batchSize;
        if (isOver || !isCounting) continue;
        if (time === 0) counted += batchSize;
        answersMs.push(performance.now() - from);
      }
    }
  });
  const failed = Promise.all(working);
  failed.catch(() => undefined);
  await Promise.race([delay(order.warmUpSeconds * 1_000), failed]);
  isCounting = true;
  const from = performance.now();
  await Promise.race([delay(order.seconds * 1_000), failed]);
  const seconds = (performance.now() - from) / 1_000;
  isOver = true;
  await failed;
  for (const connection of connections) connection.close();
  return { events: counted, seconds, eventsInAll, answersMs };
}

process.on("message", (order) => {
  send(order as SendOrder).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
