import { FaultList, type Fault } from './fault-list.js';
import { changeRows, type JsonRow } from './json-rows.js';

/** Kinds of rows, recognized by their keys; `frame` is a whole pushed frame or answer. */
const KEYS = {
  order: ['order_id', 'initial_base_amount'],
  position: ['market_id', 'avg_entry_price'],
  asset: ['asset_id', 'balance'],
  account: ['l1_address', 'available_balance'],
  stats: ['collateral', 'portfolio_value'],
  trade: ['trade_id', 'usd_amount'],
  funding: ['funding_id', 'change'],
  market: ['supported_price_decimals'],
  market_stats: ['mark_price', 'current_funding_rate'],
  frame: [],
} as const;
export type RowKind = keyof typeof KEYS;

export interface RowMatch {
  row: RowKind;
  /** Only in documents about this account; in all documents if omitted. */
  account?: number;
  /** Only in REST answers, or only in frames. */
  via?: 'rest' | 'stream';
  /** Only in answers of this endpoint or frames of this channel (`account_all_trades`). */
  in?: string;
  /** Only in snapshots (`subscribed/…`), or only in updates. */
  phase?: 'subscribed' | 'update';
  /** Only rows that have these values: `{ market_id: 1 }`, `{ order_id: '…' }`. */
  where?: Record<string, unknown>;
}

/** Fields to overwrite; `undefined` removes the field. */
export type RowPatch = Record<string, unknown>;

export interface JsonDocument {
  via: 'rest' | 'stream';
  account: number | null;
  /** Endpoint or kind of channel. */
  source: string;
  phase: 'subscribed' | 'update' | null;
}

/** Fields of rows removed, blanked or made unreadable, in REST answers and in frames. */
export class RowFaults {
  private readonly patches = new FaultList<
    { document: JsonDocument; kind: RowKind; row: JsonRow },
    RowPatch
  >();

  get active(): boolean {
    return this.patches.size > 0;
  }

  add(match: RowMatch, patch: RowPatch, times = Infinity): Fault {
    return this.patches.add(
      ({ document, kind, row }) => {
        if (kind !== match.row || !fits(match, document)) return false;
        return Object.entries(match.where ?? {}).every(([key, value]) => textOf(row[key]) === String(value));
      },
      patch,
      times,
    );
  }

  /** The document with every active patch applied. */
  apply(text: string, document: JsonDocument): string {
    if (!this.active) return text;
    let outermost = true;
    return changeRows(text, (row) => {
      if (outermost) this.patch(row, 'frame', document);
      outermost = false;
      for (const kind of kindsOf(row)) this.patch(row, kind, document);
    });
  }

  clear(): void {
    this.patches.clear();
  }

  private patch(row: JsonRow, kind: RowKind, document: JsonDocument): void {
    for (const { effect } of this.patches.strikeAll({ document, kind, row })) {
      for (const [key, value] of Object.entries(effect)) {
        if (value === undefined) delete row[key];
        else row[key] = value;
      }
    }
  }
}

function fits(match: RowMatch, document: JsonDocument): boolean {
  return (
    (match.account === undefined || match.account === document.account) &&
    (match.via === undefined || match.via === document.via) &&
    (match.in === undefined || match.in === document.source) &&
    (match.phase === undefined || match.phase === document.phase)
  );
}

function kindsOf(row: JsonRow): RowKind[] {
  return (Object.keys(KEYS) as RowKind[]).filter(
    (kind) => kind !== 'frame' && KEYS[kind].every((key) => key in row),
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'rawJSON' in value) return String(value.rawJSON);
  return String(value);
}
