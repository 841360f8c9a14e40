import type { WebSocket, WebSocketServer } from "ws";

/** Pings every peer and drops those that answered nothing since the last ping; answers how to stop it. */
export function dropDeadPeers(sockets: WebSocketServer, intervalMs: number): () => void {
  const silent = new WeakSet<WebSocket>();
  sockets.on("connection", (socket: WebSocket) => {
    const hear = (): void => void silent.delete(socket);
    socket.on("pong", hear).on("message", hear);
  });
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) {
        silent.add(socket);
        socket.ping();
      }
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
