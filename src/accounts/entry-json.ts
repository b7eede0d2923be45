import { toTextsJson } from '../state/account-texts-json.js';
import { type AccountView, ageSeconds, confirmedAt, unixSeconds } from '../cache/account-view.js';
import { jsonList } from '../cache/exact-json.js';
import { accountResponse } from '../cache/exchange-texts.js';

/** Sections that an account entry shows. */
const SHOWN = ['summary', 'requirements', 'positions', 'orders'] as const;

/** A text with its UTF-8 length, computed once. */
export interface Counted {
  readonly text: string;
  readonly byteLength: number;
}

/** The original's AccountEntry up to `last_update`, whose value is appended when the entry is sent. */
export function entryHead(view: AccountView): Counted {
  const { state, texts } = view;
  const { account_index, name, orders } = state;
  const text =
    `{"account_index":${account_index},"account_name":${JSON.stringify(name)}` +
    `,"raw_data":${accountResponse(view)},"active_orders":${jsonList(texts.orders.values())}` +
    `,"orders_known":${orders !== null},"last_update":`;
  return { text, byteLength: Buffer.byteLength(text) };
}

/** The canonical account, as `/ws` sends it. */
export function stateJson({ state }: AccountView): Buffer {
  return Buffer.from(JSON.stringify(state));
}

/** The exchange's own texts, for another instance. */
export function textsJson({ texts }: AccountView): Buffer {
  return Buffer.from(JSON.stringify(toTextsJson(texts)));
}

/** When the oldest section shown was confirmed: Unix seconds, and its age. */
export function lastUpdate(view: AccountView, now: number): { at: number; age: number } {
  const at = confirmedAt(view, SHOWN);
  return { at: unixSeconds(at), age: ageSeconds(at, now) };
}
