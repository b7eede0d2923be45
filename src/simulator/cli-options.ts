import { parseArgs } from 'node:util';
import type { SimulatedTier } from './limits/limits.js';

export interface CliOptions {
  port: number;
  seed: number;
  accounts: number;
  json: boolean;
  help: boolean;
  limits: { tier: SimulatedTier; pingsCount: boolean } | 'off';
  tickMs: number;
  activity: number;
  pricesEvery: number;
}

export const USAGE = `A simulated Lighter exchange on loopback.

  --port N        port to listen on (default 8080; 0 takes a free one)
  --seed N        same seed, same run (default 1)
  --accounts N    accounts to follow, 1 to 5000 (default 3)
  --limits X      strict (default) or off
  --tier X        standard (default), premium, plus or builder
  --pings X       counted as messages (default) or free
  --tick-ms N     time between two steps of the market (default 1000)
  --activity N    mean actions per account and step (default 0.4)
  --prices-every N  prices move every N steps (default 1)
  --json          one line of JSON on stdout with addresses and accounts
`;

const TIERS: readonly SimulatedTier[] = ['standard', 'premium', 'plus', 'builder'];

/** Throws an Error naming the invalid option. */
export function parseCliOptions(args: string[]): CliOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{
        port: text,
        seed: text,
        accounts: text,
        limits: text,
        tier: text,
        pings: text,
        'tick-ms': text,
        activity: text,
        'prices-every': text,
      },
      ...{ json: flag, help: flag },
    },
  });
  const limits = oneOf('limits', values.limits ?? 'strict', ['strict', 'off'] as const);
  const pingsCount = oneOf('pings', values.pings ?? 'counted', ['counted', 'free'] as const) === 'counted';
  const tier = oneOf('tier', values.tier ?? 'standard', TIERS);
  return {
    port: number('port', values.port ?? '8080', 0, 65_535),
    seed: number('seed', values.seed ?? '1', 0, 4_294_967_295),
    accounts: number('accounts', values.accounts ?? '3', 1, 5000),
    json: values.json,
    help: values.help,
    limits: limits === 'off' ? 'off' : { tier, pingsCount },
    tickMs: number('tick-ms', values['tick-ms'] ?? '1000', 1, 3_600_000),
    activity: number('activity', values.activity ?? '0.4', 0, 100, false),
    pricesEvery: number('prices-every', values['prices-every'] ?? '1', 1, 100_000),
  };
}

function number(name: string, text: string, min: number, max: number, whole = true): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new Error(`--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
  }
  return value;
}

function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const value = known.find((candidate) => candidate === text);
  if (value === undefined) throw new Error(`--${name} must be one of ${known.join(', ')}`);
  return value;
}
