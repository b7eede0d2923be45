// Long: one table, an entry for each kind of fault.
import type { Simulator } from '../../../src/simulator/simulator.js';

/** A fault during [from, to) of a batch, in milliseconds from its start. */
export interface Episode {
  fault: string;
  from: number;
  to: number;
  /** Position of the account, for faults of one account. */
  account: number;
  /** Position of the egress, for faults of one egress. */
  egress: number;
  /** Uniform in [0, 1): for any other choice of the fault. */
  roll: number;
}

/** The parts of the exchange and the product that a fault may act on. */
export interface FaultTarget {
  simulator: Simulator;
  readonly accountOf: (position: number) => number;
  /** Source address of an egress, as the exchange sees it. */
  readonly addressOf: (egress: number) => string;
  proxyDies(egress: number): { lift(): void };
  clockStep(ms: number): void;
  /** The product is stopped for `ms` while the exchange continues. */
  suspend(ms: number): void;
  diskFull(): { lift(): void };
  /** The product is killed and starts again with the contents of its disk. */
  kill(): Promise<void>;
  /** The product shuts down cleanly and starts again. */
  restart(): Promise<void>;
}

export type Part =
  | 'summary'
  | 'requirements'
  | 'positions'
  | 'marks'
  | 'orders'
  | 'trades'
  | 'assets'
  | 'funding';

export interface FaultKind {
  /** Not part of a schedule: every batch has it. */
  always?: true;
  scope: 'account' | 'egress' | 'batch';
  /** Whom it may affect, if that is more than its scope. */
  reach?: FaultKind['scope'];
  /** Shortest and longest length in ms. */
  lasts: [number, number];
  start(target: FaultTarget, episode: Episode): { lift(): void } | Promise<{ lift(): void }>;
  /** Time after its onset for which a part may still show values from before it as fresh, in ms. */
  unnoticed?: Partial<Record<Part, number>> | number;
  /** The same, counted from its end: for faults that may take effect at any time within their span. */
  lingers?: Partial<Record<Part, number>>;
  /**
   * Only a check detects it: the planned time between two checks is added. `rest`: only one by REST, so the time in which
   * REST fails is added too; `any`: the stream can prove it as well.
   */
  needsCheck?: 'rest' | 'any';
  /** Rows leave these fields out: each keeps its value, or is unknown, `null`, until a row has it. */
  hidesFields?: readonly string[];
  /** REST fails meanwhile, and for up to `EGRESS_REST` after it. */
  cutsRest?: boolean;
  /** The account's stream is or may be down: REST confirms the values shown, at most `CACHE_TTL` old. */
  cutsStream?: boolean;
  /** Data from REST may be this old, in ms. */
  lag?: (episode: Episode) => number;
}

/** A bad egress is tried again after this time, which the product shows. */
export const EGRESS_REST = 60_000;
const TTL = 5_000;
/** The product gives up a request after this time. */
const REQUEST_TIMEOUT = 30_000;
const DEAD_CONNECTION = 32_000;
const CHECK = 15_000;

const lifted = { lift: (): void => undefined };
const all = (...faults: { lift(): void }[]): { lift(): void } => ({
  lift: () => faults.forEach((fault) => fault.lift()),
});
const pick = <T>(items: readonly T[], roll: number): T => items[Math.floor(roll * items.length)] as T;
/** The connection ends, and a channel of the next one is refused three times. */
const refuseAfterDrop = (
  { simulator, accountOf }: FaultTarget,
  { account, roll }: Episode,
  { code, afterMs = 0 }: { code: number; afterMs?: number },
): { lift(): void } => {
  const index = accountOf(account);
  simulator.faults.ws.drop({ account: index });
  const channel = pick(['account_all_orders', 'account_all_positions', 'account_all'], (roll * 7) % 1);
  return simulator.faults.ws.refuseSubscribe(`${channel}:${index}`, code, 3, undefined, afterMs);
};
const lagOf = ({ roll }: Episode): number => 300 + Math.round(roll * 9_700);

const kinds = {
  /** Time from a start without any data until every account was fresh once. */
  start: {
    always: true,
    scope: 'batch',
    lasts: [0, 0],
    cutsStream: true,
    start: () => lifted,
  },
  drop: {
    scope: 'account',
    lasts: [1_000, 1_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: ({ simulator, accountOf }, { account }) => {
      simulator.faults.ws.drop({ account: accountOf(account) });
      return lifted;
    },
  },
  'half-open': {
    scope: 'account',
    lasts: [20_000, 60_000],
    unnoticed: DEAD_CONNECTION,
    cutsStream: true,
    start: ({ simulator, accountOf }, { account }) =>
      simulator.faults.ws.halfOpen({ account: accountOf(account) }),
  },
  stall: {
    scope: 'account',
    lasts: [5_000, 60_000],
    unnoticed: DEAD_CONNECTION,
    cutsStream: true,
    start: ({ simulator, accountOf }, { account }) =>
      simulator.faults.ws.stall({ account: accountOf(account) }),
  },
  'order-unreadable': {
    scope: 'account',
    lasts: [5_000, 40_000],
    start: ({ simulator, accountOf }, { account, roll }) => {
      const live = [...simulator.exchange.account(accountOf(account)).orders.keys()];
      if (live.length === 0) return lifted;
      const where = { order_id: pick(live, roll) };
      return simulator.faults.rows.add({ row: 'order', where }, { price: '' });
    },
  },
  'position-unreadable': {
    scope: 'account',
    lasts: [5_000, 40_000],
    start: ({ simulator, accountOf }, { account, roll }) =>
      simulator.faults.rows.add(
        { row: 'position', account: accountOf(account), where: { market_id: pick([0, 1, 2, 36], roll) } },
        { position: roll < 0.5 ? '' : 'odd' },
      ),
  },
  'summary-blank': {
    scope: 'account',
    lasts: [5_000, 40_000],
    start: ({ simulator, accountOf }, { account }) => {
      const index = accountOf(account);
      return all(
        simulator.faults.rows.add({ row: 'account', account: index }, { available_balance: '' }),
        simulator.faults.rows.add({ row: 'asset', account: index, where: { asset_id: 1 } }, { balance: '' }),
      );
    },
  },
  'fields-absent': {
    scope: 'account',
    hidesFields: ['total_funding_paid_out'],
    lasts: [5_000, 40_000],
    start: ({ simulator, accountOf }, { account }) => {
      const index = accountOf(account);
      return all(
        simulator.faults.rows.add(
          { row: 'position', account: index },
          { total_funding_paid_out: undefined, margin_mode: undefined },
        ),
        simulator.faults.rows.add({ row: 'account', account: index }, { account_trading_mode: undefined }),
        simulator.faults.rows.add(
          { row: 'frame', account: index, in: 'account_all_trades', phase: 'subscribed' },
          { daily_volume: undefined, weekly_volume: null },
        ),
      );
    },
  },
  'frames-lost': {
    scope: 'account',
    lasts: [2_000, 5_000],
    needsCheck: 'rest',
    lingers: { summary: 10_000, positions: CHECK, orders: CHECK, requirements: CHECK, marks: 0 },
    start: ({ simulator, accountOf }, { account, roll }) => {
      const channel = pick(['account_all_orders', 'account_all_positions', 'user_stats'], roll);
      return simulator.faults.ws.lose(`${channel}:${accountOf(account)}`, 2);
    },
  },
  'frames-repeated': {
    scope: 'account',
    lasts: [5_000, 20_000],
    start: ({ simulator, accountOf }, { account }) =>
      simulator.faults.ws.repeat(new RegExp(`:${accountOf(account)}$`)),
  },
  'frames-repeated-late': {
    scope: 'account',
    lasts: [5_000, 20_000],
    start: ({ simulator, accountOf }, { account, roll }) =>
      simulator.faults.ws.repeat(new RegExp(`:${accountOf(account)}$`), Infinity, 500 + roll * 4_000),
  },
  'rest-lags': {
    scope: 'account',
    lasts: [10_000, 60_000],
    lag: lagOf,
    start: ({ simulator, accountOf }, episode) =>
      simulator.faults.rest({ account: accountOf(episode.account) }, { lagMs: lagOf(episode) }),
  },
  'rest-copies-disagree': {
    scope: 'account',
    lasts: [10_000, 60_000],
    lag: lagOf,
    start: ({ simulator, accountOf }, episode) =>
      simulator.faults.rest({ account: accountOf(episode.account) }, { lagMs: [0, lagOf(episode)] }),
  },
  'rest-lags-without-stream': {
    scope: 'account',
    lasts: [15_000, 40_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    lag: lagOf,
    start: ({ simulator, accountOf }, episode) => {
      const index = accountOf(episode.account);
      simulator.faults.ws.drop({ account: index });
      return all(
        simulator.faults.ws.ignoreSubscribe(new RegExp(`:${index}$`)),
        simulator.faults.rest({ account: index }, { lagMs: [lagOf(episode), 0] }),
      );
    },
  },
  'empty-answer': {
    scope: 'account',
    lasts: [10_000, 20_000],
    start: ({ simulator, accountOf }, { account, roll }) => {
      const index = accountOf(account);
      const endpoint = pick(['account', 'accountActiveOrders'], roll);
      return simulator.faults.rest({ account: index, endpoint }, 'empty', 1);
    },
  },
  'requests-fail': {
    scope: 'account',
    lasts: [20_000, 90_000],
    cutsRest: true,
    start: ({ simulator, accountOf }, { account, roll }) =>
      simulator.faults.rest(
        { account: accountOf(account) },
        pick(['html-403', { status: 502 }, 'malformed', 'drop', 'truncated', 'invalid-auth'] as const, roll),
      ),
  },
  'signature-refused': {
    scope: 'account',
    lasts: [5_000, 10_000],
    start: ({ simulator, accountOf }, { account }) =>
      simulator.faults.rest({ account: accountOf(account) }, 'bad-signature', 2),
  },
  compressed: {
    scope: 'account',
    lasts: [20_000, 60_000],
    start: ({ simulator, accountOf }, { account, roll }) =>
      simulator.faults.rest(
        { account: accountOf(account) },
        pick([{ coding: 'gzip' }, { coding: 'gzip', header: false }, { coding: 'br' }] as const, roll),
      ),
  },
  'revoked-silently': {
    scope: 'account',
    lasts: [70_000, 110_000],
    unnoticed: 5_000,
    needsCheck: 'any',
    // New connections are refused as well.
    cutsStream: true,
    start: ({ simulator, accountOf }, { account }) => {
      simulator.faults.tokens.revokeSilently(accountOf(account));
      return { lift: () => simulator.faults.tokens.restore(accountOf(account)) };
    },
  },
  'token-refused': {
    scope: 'account',
    lasts: [20_000, 60_000],
    cutsStream: true,
    start: ({ simulator, accountOf }, { account }) => {
      simulator.faults.tokens.refuse(accountOf(account));
      return { lift: () => simulator.faults.tokens.accept(accountOf(account)) };
    },
  },
  'subscription-refused': {
    scope: 'account',
    lasts: [5_000, 30_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: (world, drawn) =>
      refuseAfterDrop(world, drawn, { code: pick([30012, 23001, 29500, 30005], drawn.roll) }),
  },
  'trades-pages-loop': {
    scope: 'account',
    lasts: [10_000, 30_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: ({ simulator, accountOf }, { account }) => {
      const index = accountOf(account);
      simulator.faults.ws.drop({ account: index });
      return simulator.faults.rest({ account: index, endpoint: 'trades' }, 'loop');
    },
  },
  'trades-lag': {
    scope: 'account',
    // Any connection of the egress may meet the refused upgrades.
    reach: 'egress',
    lasts: [10_000, 20_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: ({ simulator, accountOf, addressOf }, { account, egress, roll }) => {
      const index = accountOf(account);
      simulator.faults.ws.refuseUpgrade({ status: 503 }, 2, addressOf(egress));
      simulator.faults.ws.drop({ account: index });
      return simulator.faults.rest({ account: index, endpoint: 'trades' }, { lagMs: 500 + roll * 9_000 });
    },
  },
  'egress-banned': {
    scope: 'egress',
    lasts: [20_000, 60_000],
    cutsRest: true,
    unnoticed: TTL + 1_000,
    start: ({ simulator, addressOf }, { egress, roll }) =>
      simulator.faults.rest(
        { ip: addressOf(egress) },
        pick(['html-403', 'rate-limit', 'geo-block'] as const, roll),
      ),
  },
  'egress-without-stream': {
    scope: 'egress',
    lasts: [20_000, 60_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: ({ simulator, addressOf }, { egress, roll }) => {
      const ip = addressOf(egress);
      simulator.faults.ws.drop({ ip });
      return simulator.faults.ws.refuseUpgrade(pick(['html-403', 'geo-block'] as const, roll), Infinity, ip);
    },
  },
  'retry-after': {
    scope: 'egress',
    lasts: [5_000, 10_000],
    cutsRest: true,
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: ({ simulator, addressOf }, { egress, roll }) => {
      const value = pick(['31536000', '1795824000', '5'], roll);
      return simulator.faults.rest(
        { ip: addressOf(egress) },
        { status: 429, headers: { 'retry-after': value } },
        2,
      );
    },
  },
  'proxy-dies': {
    scope: 'egress',
    lasts: [10_000, 40_000],
    cutsRest: true,
    unnoticed: DEAD_CONNECTION,
    cutsStream: true,
    start: (target, { egress }) => target.proxyDies(egress),
  },
  'marks-silent': {
    scope: 'batch',
    lasts: [60_000, 90_000],
    start: ({ simulator }) => simulator.faults.ws.lose('market_stats'),
  },
  'clock-step': {
    scope: 'batch',
    lasts: [1_000, 1_000],
    start: (target, { roll }) => {
      target.clockStep(pick([-600_000, -86_400_000, 3_600_000, -3_600_000, 86_400_000, -5_000], roll));
      return lifted;
    },
  },
  stopped: {
    scope: 'batch',
    lasts: [1_000, 1_000],
    start: (target, { roll }) => {
      target.suspend(pick([3_000, 30_000, 100_000], roll));
      return lifted;
    },
  },
  killed: {
    scope: 'batch',
    lasts: [1_000, 1_000],
    cutsStream: true,
    start: async (target) => {
      await target.kill();
      return lifted;
    },
  },
  restarted: {
    scope: 'batch',
    lasts: [1_000, 1_000],
    cutsStream: true,
    start: async (target) => {
      await target.restart();
      return lifted;
    },
  },
  'exchange-restarts': {
    scope: 'batch',
    lasts: [1_000, 1_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: async ({ simulator }) => {
      await simulator.restart(() => simulator.exchange.tick());
      return lifted;
    },
  },
  'exchange-resets': {
    scope: 'batch',
    lasts: [1_000, 1_000],
    unnoticed: 30_000,
    cutsStream: true,
    start: async ({ simulator }) => {
      await simulator.restart(() => simulator.exchange.reset());
      return lifted;
    },
  },
  'disk-full': {
    scope: 'batch',
    lasts: [10_000, 40_000],
    start: (target) => target.diskFull(),
  },
  /** Late data is of when it was asked, which the product knows: unlike a lag it lends no time. */
  'rest-slow': {
    scope: 'account',
    lasts: [20_000, 60_000],
    cutsRest: true,
    start: ({ simulator, accountOf }, { account, roll }) => {
      const delayMs = pick([1_500, 4_000, 9_000, 25_000], roll);
      return simulator.faults.rest({ account: accountOf(account) }, { delayMs });
    },
  },
  'rest-slow-without-stream': {
    scope: 'account',
    lasts: [15_000, 40_000],
    unnoticed: TTL + 1_000,
    cutsRest: true,
    cutsStream: true,
    start: ({ simulator, accountOf }, { account, roll }) => {
      const index = accountOf(account);
      const delayMs = pick([3_000, 6_000, 12_000], roll);
      simulator.faults.ws.drop({ account: index });
      return all(
        simulator.faults.ws.ignoreSubscribe(new RegExp(`:${index}$`)),
        simulator.faults.rest({ account: index }, { delayMs: [delayMs, delayMs, 0] }),
      );
    },
  },
  'rest-times-out': {
    scope: 'account',
    // Answers that never come count against the egress.
    reach: 'egress',
    lasts: [35_000, 70_000],
    cutsRest: true,
    start: ({ simulator, accountOf }, { account }) =>
      simulator.faults.rest({ account: accountOf(account) }, { delayMs: REQUEST_TIMEOUT + 5_000 }),
  },
  'frames-unreadable': {
    scope: 'account',
    lasts: [5_000, 20_000],
    start: ({ simulator, accountOf }, { account, roll }) => {
      const lists = ['orders', 'positions', 'trades', 'assets'].map((list) => `account_all_${list}`);
      return simulator.faults.ws.truncate(`${pick([...lists, 'user_stats'], roll)}:${accountOf(account)}`);
    },
  },
  'subscription-refused-late': {
    scope: 'account',
    lasts: [5_000, 30_000],
    unnoticed: TTL + 1_000,
    cutsStream: true,
    start: (world, drawn) =>
      refuseAfterDrop(world, drawn, { code: 30012, afterMs: pick([2_000, 6_000, 12_000], drawn.roll) }),
  },
} satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof kinds;
export const FAULTS: Readonly<Record<string, FaultKind>> = kinds;

/** The kind of an episode's fault. */
export function kindOf({ fault }: Episode): FaultKind {
  const kind = FAULTS[fault];
  if (!kind) throw new Error(`no fault is named ${fault}`);
  return kind;
}
