// A load balancer in its simplest form: a new connection goes to the next gateway that accepts it.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Where clients connect. */
export interface Balancer extends AsyncDisposable {
  readonly url: string;
}

/** Starts it in front of the gateways at `urls`. */
export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const ports = urls.map((url) => Number(new URL(url).port));
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    open.add(client);
    client.on("error", () => client.destroy()).on("close", () => open.delete(client));
    const reach = (left: number): void => {
      if (left === 0 || client.destroyed) return void client.destroy();
      const gateway = connect(ports[(turn += 1) % ports.length]!, "127.0.0.1");
      const next = (): void => reach(left - 1);
      gateway.once("error", next);
      gateway.once("connect", () => {
        gateway.off("error", next).on("error", () => client.destroy());
        client.on("close", () => gateway.destroy());
        client.pipe(gateway).pipe(client);
      });
    };
    reach(ports.length * 2);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
