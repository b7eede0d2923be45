/** How many clients are connected (WebSocket and SSE), for status, health and metrics. */
export abstract class ClientCount {
  abstract count(): number;
}
