/** Number of connected clients (WebSocket and SSE), for status, health and metrics. */
export abstract class ClientCount {
  abstract count(): number;
}
