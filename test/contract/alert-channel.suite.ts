import type { AlertChannel } from '../../src/alerts/delivery/alert-channel.port.js';
import { composeMessage, type AlertMessage } from '../../src/alerts/delivery/alert-message.js';
import { scrubber } from '../../src/secrets/scrubber.js';
import { anAlertEvent } from '../support/alerts.js';

/** A channel and the far side that it talks to. */
export interface ChannelBench {
  channel: AlertChannel;
  /** The words of each message that arrived, as its recipient reads them. */
  arrived(): string[];
  /** How the far side answers the next attempt. */
  next(how: 'limited' | 'down' | 'unauthorized' | 'unacceptable'): void;
  /** What the far side asks to wait when it limits, in ms; `null` where the protocol has no such field. */
  limitMs: number | null;
  /** Secrets that the channel was configured with. */
  secrets: string[];
  /** Characters of text that the far side takes. */
  maxText: number;
  /** Nothing listens any more. */
  vanish(): Promise<void>;
  close(): Promise<void>;
}

const CONTEXT = { zone: 'Europe/Berlin', publicUrl: 'https://desk.example/lighter' };

function message(summary = 'desk05: BTC is 3.2 % from liquidation'): AlertMessage {
  return composeMessage('msg-1', [anAlertEvent({}, { summary })], CONTEXT);
}

/** What every channel must do. */
export function alertChannelSuite(makeBench: () => Promise<ChannelBench>): void {
  let bench: ChannelBench;
  const send = (of = message()) => bench.channel.send(of, new AbortController().signal);
  beforeEach(async () => {
    bench = await makeBench();
  });
  afterEach(() => bench.close());

  it('delivers what, which account, how much, since when, and a link', async () => {
    expect(await send()).toMatchObject({ result: 'delivered', answer: expect.stringMatching(/./) });
    const [text] = bench.arrived();
    const parts = [
      'desk05: BTC is 3.2 % from liquidation',
      '97250.1',
      '14:05:12',
      'https://desk.example/lighter/accounts/281001',
    ];
    for (const part of parts) expect(text).toContain(part);
  });

  it('keeps every character of a text, including those the receiver takes for markup', async () => {
    const signs = 'a <b>&amp; "c" *d* _e_ `f` ~g~ [h](i) @everyone \\ é 漢 🔥';
    await send(message(signs));
    expect(bench.arrived()[0]).toContain(signs);
  });

  it('shortens a text that is too long instead of losing it', async () => {
    expect(await send(message(`begin ${'x'.repeat(20_000)}`))).toMatchObject({ result: 'delivered' });
    const [text] = bench.arrived();
    expect(text).toContain('begin xxx');
    expect(text!.length).toBeLessThanOrEqual(bench.maxText);
  });

  it('waits as long as the far side asks when it limits', async () => {
    bench.next('limited');
    expect(await send()).toMatchObject({ result: 'retry', retryAfterMs: bench.limitMs });
    expect(await send()).toMatchObject({ result: 'delivered' });
  });

  it('retries when the far side is down, and when nothing answers', async () => {
    bench.next('down');
    expect(await send()).toMatchObject({ result: 'retry', retryAfterMs: null });
    await bench.vanish();
    expect(await send()).toMatchObject({ result: 'retry', retryAfterMs: null });
  });

  it('reports a credential that is refused as a matter of configuration', async () => {
    bench.next('unauthorized');
    expect(await send()).toMatchObject({ result: 'misconfigured' });
  });

  it('tells a message that will never be accepted apart', async () => {
    bench.next('unacceptable');
    expect(await send()).toMatchObject({ result: 'rejected' });
  });

  it('shows its secrets in no outcome, whether it worked or not', async () => {
    for (const secret of bench.secrets) scrubber.register(secret);
    const outcomes: unknown[] = [];
    for (const how of ['limited', 'down', 'unauthorized', 'unacceptable'] as const) {
      bench.next(how);
      outcomes.push(await send());
    }
    outcomes.push(await send());
    await bench.vanish();
    outcomes.push(await send());
    for (const secret of bench.secrets) expect(JSON.stringify(outcomes)).not.toContain(secret);
    expect(JSON.stringify(outcomes)).toContain('***');
  });
}
