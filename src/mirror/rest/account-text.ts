import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { asObject, entriesOf, integerOr, isObject, textOr } from '../../lighter/mapper/fields.js';
import { parseLossless } from '../../lighter/lossless-json.js';
import { RowFeed } from '../../state/row-feed.port.js';
import type { AccountUpdate } from '../../state/update.js';
import { unavailable } from '../exchange-answers.js';
import type { MirroredAccount } from '../mirrored-accounts.js';
import { entriesOf as textsOf, picked, valueOf, withValues } from '../splice.js';

/** Members of an account in `accountsByL1Address`, in the exchange's order. */
const SUB_ACCOUNT = [
  'code',
  'account_type',
  'index',
  'l1_address',
  'cancel_all_time',
  'total_order_count',
  'total_isolated_order_count',
  'pending_order_count',
  'available_balance',
  'status',
  'collateral',
  'transaction_time',
  'account_trading_mode',
];

/** Updates that change an account's row. */
const TYPES: ReadonlySet<AccountUpdate['type']> = new Set(['summary', 'positions', 'assets', 'raw']);

/** The last response to `account`, and where in it the row is. */
interface Response {
  revision: number;
  text: string;
  row: string;
  address: string;
}

/**
 * Rows of the `account` endpoint: the exchange's last row, with positions, assets and money replaced by what the state
 * knows now, as text. Rendered once per applied update.
 */
@Injectable()
export class AccountText implements OnModuleInit, OnModuleDestroy {
  private readonly responses = new Map<number, Response>();
  private readonly rendered = new Map<number, { envelope: string; row: string }>();
  private stop: () => void = () => undefined;

  constructor(private readonly rows: RowFeed) {}

  onModuleInit(): void {
    this.stop = this.rows.onCommit(({ update, after }) => {
      if (TYPES.has(update.type)) this.rendered.delete(after.state.account_index);
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** The whole response about one account. */
  response(account: MirroredAccount, activeOnly: boolean): string {
    if (activeOnly) return envelope(this.responseOf(account).text, this.render(account, true));
    return this.known(account).envelope;
  }

  /** Its row alone. */
  row(account: MirroredAccount, activeOnly: boolean): string {
    return activeOnly ? this.render(account, true) : this.known(account).row;
  }

  /** Its row in `accountsByL1Address`, whose available balance the exchange leaves blank. */
  subAccount(account: MirroredAccount): string {
    return withValues(picked(this.known(account).row, SUB_ACCOUNT), { available_balance: '""' });
  }

  addressOf(account: MirroredAccount): string {
    return this.responseOf(account).address;
  }

  private known(account: MirroredAccount): { envelope: string; row: string } {
    let known = this.rendered.get(account.index);
    if (!known) {
      const row = this.render(account, false);
      known = { envelope: envelope(this.responseOf(account).text, row), row };
      this.rendered.set(account.index, known);
    }
    return known;
  }

  private render(account: MirroredAccount, activeOnly: boolean): string {
    const { state, texts } = account;
    const { row } = this.responseOf(account);
    const open = new Set(state.positions?.map(({ market_id }) => market_id));
    const positions = [...texts.positions].filter(([id]) => !activeOnly || open.has(id));
    const assets = state.assets?.every(({ asset_id }) => texts.assets.has(asset_id)) ? texts.assets : null;
    const { collateral, available_balance, total_asset_value } = state.summary ?? {};
    return withValues(row, {
      positions: inOrderOf(valueOf(row, 'positions'), 'market_id', positions),
      assets: assets?.size ? inOrderOf(valueOf(row, 'assets'), 'asset_id', [...assets]) : undefined,
      collateral: quoted(collateral),
      available_balance: quoted(available_balance),
      total_asset_value: quoted(total_asset_value),
    });
  }

  private responseOf({ index, texts: { account, account_revision } }: MirroredAccount): Response {
    const known = this.responses.get(index);
    if (known?.revision === account_revision) return known;
    if (account === null) throw unavailable(`account ${index}: no data yet`);
    const document = parseLossless(account);
    const rows = entriesOf(asObject(document.value, 'response').accounts, 'accounts').filter(isObject);
    const node = rows.find((one) => integerOr(one, 'account_index', integerOr(one, 'index', -1)) === index);
    if (!node) throw unavailable(`account ${index}: its last answer holds no such account`);
    const response = {
      revision: account_revision,
      text: account,
      row: document.textOf(node),
      address: textOr(node, 'l1_address', '').toLowerCase(),
    };
    this.responses.set(index, response);
    return response;
  }
}

/** The response with this row as its only one. A cursor would lead to accounts that are not asked for. */
function envelope(response: string, row: string): string {
  return withValues(response, { accounts: `[${row}]`, total: '1', next_cursor: '""' });
}

/** An array of the rows in the order in which the exchange listed their ids, new ones last. */
function inOrderOf(listed: string | undefined, id: string, rows: readonly [number, string][]): string {
  const order = new Map(
    (listed?.startsWith('[') ? textsOf(listed) : []).map((text, at) => [valueOf(text, id), at]),
  );
  const placeOf = (key: number): number => order.get(String(key)) ?? Infinity;
  const sorted = rows
    .map(([key, text]) => ({ place: placeOf(key), key, text }))
    .sort((a, b) => (a.place === b.place ? a.key - b.key : a.place - b.place));
  return `[${sorted.map(({ text }) => text).join(',')}]`;
}

function quoted(value: string | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : JSON.stringify(value);
}
