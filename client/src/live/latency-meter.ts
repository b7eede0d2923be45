/** Median milliseconds of each hop since the last sample. */
export interface LatencySample {
  /** Browser clock. */
  at: number;
  /** From the exchange's timestamp to our server; `null` where the exchange sends none. */
  exchange: number | null;
  server: number;
  page: number;
  total: number;
}

interface Stamps {
  exchange: number | null;
  received: number | null;
  sent: number;
}

const MOST = 500;
/** What took longer was not under way: it was missed, and recovered later. */
const LONGEST_MS = 10_000;

/** Collects the timestamps of frames; corrects clock differences by the server's offset. */
export class LatencyMeter {
  private frames: { ts: Stamps; arrived: number }[] = [];

  hear(ts: Stamps, arrived: number): void {
    if (this.frames.length < MOST) this.frames.push({ ts, arrived });
  }

  /** @returns `null` when nothing arrived since the last call */
  take(clockOffset: number): LatencySample | null {
    const frames = this.frames.filter(({ ts }) => ts.received !== null);
    this.frames = [];
    if (frames.length === 0) return null;
    const exchange = median(
      frames
        .flatMap(({ ts }) => (ts.exchange === null ? [] : [ts.received! - ts.exchange]))
        .filter(isTransit),
    );
    const server = median(frames.map(({ ts }) => ts.sent - ts.received!)) ?? 0;
    const page = median(frames.map(({ ts, arrived }) => arrived + clockOffset - ts.sent)) ?? 0;
    return {
      at: Date.now(),
      exchange,
      server,
      page: Math.max(0, page),
      total: Math.max(0, (exchange ?? 0) + server + page),
    };
  }
}

function isTransit(ms: number): boolean {
  return ms < LONGEST_MS;
}

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  return Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!);
}
