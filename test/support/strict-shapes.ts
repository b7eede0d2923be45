import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A part of the exchange's own OpenAPI document, as far as its answers use it. */
interface Schema {
  $ref?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  required?: string[];
  items?: Schema;
}

interface OpenApi {
  paths: Record<string, { get?: { responses: Record<string, { schema: Schema }> } }>;
  definitions: Record<string, Schema>;
}

const FILE = resolve('test/mirror-clients/node_modules/zklighter-perps/openapi.json');

/** Checks answers against the OpenAPI document that the exchange's own client is made from. */
export class ExchangeOpenApi {
  private readonly document = JSON.parse(readFileSync(FILE, 'utf8')) as OpenApi;

  /** What is wrong with an answer to this path, by the place in it; empty when nothing is. */
  faults(path: string, answer: unknown): string[] {
    const schema = this.document.paths[path]?.get?.responses['200']?.schema;
    return schema
      ? check(schema, answer, path, this.document.definitions)
      : [`${path} is not in the document`];
  }
}

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const number: Schema = { type: 'number' };
const map = (each: Schema = {}): Schema => ({ type: 'object', additionalProperties: each });
const all = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const texts = (...names: string[]): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, text]));
const list = (items: Schema): Schema => ({ type: 'array', items });
const SIDE = list(all(texts('price', 'size')));
const BOOK = all({ asks: SIDE, bids: SIDE, offset: integer, nonce: integer, begin_nonce: integer });
const STATS = all({
  market_id: integer,
  ...texts('symbol', 'index_price', 'mark_price', 'open_interest', 'last_trade_price'),
  ...texts('current_funding_rate', 'funding_rate'),
  funding_timestamp: integer,
});
const BALANCES = 'collateral portfolio_value leverage available_balance margin_usage buying_power'.split(' ');
const VOLUMES = Object.fromEntries(
  ['daily', 'weekly', 'monthly', 'total'].map((span) => [`${span}_volume`, number]),
);
const ORDER = all({
  ...{ order_index: integer, client_order_index: integer, market_index: integer, nonce: integer },
  ...{ timestamp: integer, is_ask: { type: 'boolean' }, reduce_only: { type: 'boolean' } },
  ...texts('order_id', 'client_order_id', 'initial_base_amount', 'remaining_base_amount', 'price'),
  ...texts('filled_base_amount', 'filled_quote_amount', 'status', 'type', 'time_in_force', 'trigger_price'),
});

/** Members without which nautilus_trader's strict types cannot read a frame, by its type. */
const FRAMES: Readonly<Record<string, Schema>> = {
  'subscribed/account_all_trades': all({ ...VOLUMES, trades: map() }),
  'update/account_all_trades': all({
    trades: map(list(all(texts('size', 'price', 'usd_amount', 'tx_hash')))),
  }),
  'subscribed/account_all_positions': all({ positions: map() }),
  'update/account_all_positions': all({
    positions: map(
      all({ market_id: integer, sign: integer, ...texts('symbol', 'position', 'avg_entry_price') }),
    ),
  }),
  'update/account_all_orders': all({ orders: map(list(ORDER)) }),
  'subscribed/account_orders': all({ account: integer, nonce: integer, orders: map(list(ORDER)) }),
  'update/account_orders': all({ account: integer, nonce: integer, orders: map(list(ORDER)) }),
  'subscribed/account_all_assets': all({ assets: map(), timestamp: integer }),
  'update/account_all_assets': all({
    assets: map(all({ asset_id: integer, ...texts('symbol', 'balance', 'locked_balance') })),
    timestamp: integer,
  }),
  'subscribed/user_stats': all({ stats: all(texts(...BALANCES)), timestamp: integer }),
  'update/user_stats': all({ stats: all(texts(...BALANCES)), timestamp: integer }),
  'subscribed/order_book': all({
    order_book: BOOK,
    timestamp: integer,
    offset: integer,
    last_updated_at: integer,
  }),
  'update/order_book': all({
    order_book: BOOK,
    timestamp: integer,
    offset: integer,
    last_updated_at: integer,
  }),
  'update/market_stats': all({ market_stats: {} }),
};

/** What nautilus_trader could not read in a frame; empty when it reads it, or does not know its type. */
export function unreadableIn(frame: string): string[] {
  const parsed = JSON.parse(frame) as { type: string; channel: string; market_stats?: object };
  const schema = FRAMES[parsed.type];
  if (!schema) return [];
  const stats = parsed.channel === 'market_stats:all' ? map(STATS) : STATS;
  const marks = parsed.market_stats ? check(stats, parsed.market_stats, parsed.type, {}) : [];
  return [...check(schema, parsed, parsed.type, {}), ...marks];
}

function check(schema: Schema, value: unknown, at: string, definitions: Record<string, Schema>): string[] {
  if (schema.$ref) return check(definitions[schema.$ref.split('/').at(-1)!]!, value, at, definitions);
  // Go writes empty lists as null.
  if (value === null) return schema.type === 'array' || schema.type === 'object' ? [] : [`${at}: null`];
  if (!isOf(schema.type, value))
    return [`${at}: ${JSON.stringify(value)?.slice(0, 40)} is no ${schema.type}`];
  const inside = (each: Schema | undefined, one: unknown, name: string | number): string[] =>
    each ? check(each, one, `${at}.${name}`, definitions) : [];
  if (Array.isArray(value)) return value.flatMap((entry, place) => inside(schema.items, entry, place));
  if (typeof value !== 'object') return [];
  const row = value as Record<string, unknown>;
  const missing = (schema.required ?? []).filter((name) => !(name in row));
  const wrong = Object.entries(row).flatMap(([name, each]) =>
    inside(schema.properties?.[name] ?? schema.additionalProperties, each, name),
  );
  return [...missing.map((name) => `${at}.${name} is missing`), ...wrong];
}

function isOf(type: Schema['type'], value: unknown): boolean {
  switch (type) {
    case 'integer':
    case 'number':
      return typeof value === 'number' && (type === 'number' || Number.isInteger(value));
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case undefined:
      return true;
    default:
      return typeof value === type;
  }
}
