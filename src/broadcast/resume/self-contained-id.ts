import type { Since } from 'lighter-broadcaster-protocol/frames';

/** The position of one channel. */
export type ChannelPosition = readonly [channel: string, epoch: string, seq: number];

const MARK = '+';
/** Well below what servers and proxies accept as one header. */
const MAX_LENGTH = 2_000;

/** `[[epoch, {channel: seq}]]` */
type Positions = [epoch: string, seqs: Record<string, number>][];

/** @returns an event id that any process of the service can read; `null` if it would be too long */
export function selfContainedId(positions: readonly ChannelPosition[]): string | null {
  const byEpoch = new Map<string, Record<string, number>>();
  for (const [channel, epoch, seq] of positions) {
    const seqs = byEpoch.get(epoch) ?? {};
    seqs[channel] = seq;
    byEpoch.set(epoch, seqs);
  }
  const text = Buffer.from(JSON.stringify([...byEpoch])).toString('base64url');
  return text.length < MAX_LENGTH ? MARK + text : null;
}

/** @param eventId from a client, so it may hold anything. @returns `null` for every other id */
export function positionsIn(eventId: string): Record<string, Since> | null {
  if (!eventId.startsWith(MARK)) return null;
  try {
    const groups = JSON.parse(Buffer.from(eventId.slice(1), 'base64url').toString()) as Positions;
    const positions = groups.flatMap(([epoch, seqs]) =>
      Object.entries(seqs).map(([channel, seq]) => [channel, { epoch, seq }] as const),
    );
    return positions.every(([, since]) => isSince(since)) ? Object.fromEntries(positions) : null;
  } catch {
    return null;
  }
}

function isSince({ epoch, seq }: { epoch: unknown; seq: unknown }): boolean {
  return typeof epoch === 'string' && Number.isSafeInteger(seq) && (seq as number) >= 0;
}
