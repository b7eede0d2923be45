import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Batcher, type Flushable } from '../broadcast/fan-out/batcher.js';
import { Clock } from '../clock/clock.js';
import { LatencyRecorder } from '../metrics/latency-recorder.js';
import { LatencyWindow, percentiles } from '../metrics/latency-window.js';
import { LatencyHistogram } from '../metrics/prometheus/latency-histogram.js';

const HOP = 'received_to_mirrored';
const SAMPLES = 256;
const SPAN_MS = 5 * 60_000;

/** Measures how long the mirror holds a frame: from its reception until it was written to the clients. */
@Injectable()
export class MirrorDelay implements Flushable {
  private readonly window = new LatencyWindow(SAMPLES, SPAN_MS);
  private readonly histogram: LatencyHistogram<typeof HOP>;
  private waiting: { account: number | null; receivedMono: number }[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly batcher: Batcher,
    private readonly recorder: LatencyRecorder,
    registry: Registry,
  ) {
    const help = 'Time from the reception of a frame until it was written to clients of the mirror';
    this.histogram = new LatencyHistogram(registry, 'lighter_mirror_delay_seconds', help, [HOP]);
  }

  /** Median over five minutes, in ms; `null` without a frame. */
  get median(): number | null {
    const { p50 } = percentiles(this.window.within(this.clock.monotonic()));
    return p50 === null ? null : Math.round(p50 * 1000) / 1000;
  }

  /** A frame was queued for its clients, which are flushed before this. */
  queued(account: number | null, receivedMono: number): void {
    this.waiting.push({ account, receivedMono });
    this.batcher.enqueue(this);
  }

  flush(): void {
    const now = this.clock.monotonic();
    for (const { account, receivedMono } of this.waiting.splice(0)) {
      const delayMs = now - receivedMono;
      this.window.add(delayMs, now);
      this.recorder.mirrored(account, delayMs);
      this.histogram.observe(HOP, delayMs / 1000);
    }
  }
}
