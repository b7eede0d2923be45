import WebSocket from 'ws';

const MAX_FRAME_BYTES = 256 * 1024 * 1024;
const CLOSE_GRACE_MS = 1_000;

/** A WebSocket to the other instance: takes its largest snapshots, and does not wait long for an answer to a close. */
export class RemoteSocket extends WebSocket {
  constructor(url: string, options: WebSocket.ClientOptions = {}) {
    super(url, { ...options, maxPayload: MAX_FRAME_BYTES });
  }

  override close(code?: number, reason?: string): void {
    super.close(code, reason);
    setTimeout(() => this.terminate(), CLOSE_GRACE_MS).unref();
  }
}
