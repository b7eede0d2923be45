/** Number of connected clients (WebSocket and SSE), for status, health and metrics. */
export abstract class ClientCount {
  /** Of the whole service. */
  abstract count(): number;
  /** Of this process. */
  abstract here(): number;
}
