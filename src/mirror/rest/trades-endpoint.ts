import { Injectable } from '@nestjs/common';
import type { Gap, SectionName, Trade } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import { AppConfig } from '../../config/app-config.js';
import { invalidParam, noCredential, tooManyRequests } from '../exchange-answers.js';
import { type MirroredAccount, MirroredAccounts } from '../mirrored-accounts.js';
import { entriesOf, valueOf } from '../splice.js';
import { type Passed, UpstreamCache } from '../upstream-cache.js';
import { answerOf, type MirrorAnswer, type MirrorQuestion, ok } from './mirror-answer.js';
import { ANY_MARKET, integer, oneOf } from './parameters.js';
import { paramsOf } from './passed-endpoints.js';
import { type RecordedTrade, RecordedTrades, type TradePlace } from './recorded-trades.js';

const TRADES: readonly SectionName[] = ['trades'];
const HOUR_MS = 3_600_000;
/** Pages read from the exchange to find where a page of ours ended: as many as the kept trades fill, and one more. */
const MAX_WALK = 6;
/** Filters with the value that filters nothing. */
const NEUTRAL: Readonly<Record<string, string>> = {
  sort_dir: 'desc',
  market_type: 'all',
  role: 'all',
  type: 'all',
  ask_filter: '-1',
  aggregate: 'false',
};
const OWN_CURSOR = /^\{"id":"(\d{1,20})","t":(\d{1,15})\}$/;
const OWN_PARAMETERS = new Set(['account_index', 'market_id', 'sort_by', 'limit', 'cursor']);

/** `trades`: from the kept trades where they reach, then from the history, else from the exchange. */
@Injectable()
export class TradesEndpoint {
  constructor(
    private readonly config: AppConfig,
    private readonly accounts: MirroredAccounts,
    private readonly cache: UpstreamCache,
    private readonly recorded: RecordedTrades,
  ) {}

  trades = async (question: MirrorQuestion): Promise<MirrorAnswer> => {
    const { query, principal } = question;
    oneOf(query, 'sort_by', ['block_height', 'timestamp', 'trade_id']);
    oneOf(query, 'sort_dir', ['asc', 'desc'], 'desc');
    const limit = integer(query, 'limit', { min: 1, max: 100 });
    const account = this.accounts.one(principal, integer(query, 'account_index'));
    const configured = this.config.accounts.find(({ index }) => index === account.index);
    if (configured?.credential.kind === 'none') throw noCredential();
    const params = paramsOf(query);
    const after = ownCursor(params.cursor);
    const market = integer(query, 'market_id', { fallback: ANY_MARKET });
    if (isPlain(params) && (params.cursor === undefined || after !== null)) {
      const kept = keptRows(account, market, after, limit);
      const page =
        kept && (kept.length < limit ? await this.extended(account, market, after, kept, limit) : kept);
      const text = page && (await this.textOf(account, page, after, page.length > kept.length));
      if (text) {
        const headers = this.accounts.provenance(account, TRADES);
        return ok(text, page.length > kept.length ? { ...headers, 'x-lighter-source': 'store' } : headers);
      }
    }
    return after === null
      ? answerOf(await this.pass(account, params))
      : this.continueUpstream(account, params, after.id);
  };

  /** The kept trades continued by recorded ones; `null` when they do not reach far enough. */
  private async extended(
    { index, state: { trades } }: MirroredAccount,
    market: number,
    after: TradePlace | null,
    kept: readonly Row[],
    limit: number,
  ): Promise<Row[] | null> {
    const oldest = trades?.at(-1);
    if (!oldest) return null;
    const isBelow = after !== null && compareIds(after.id, oldest.trade_id) <= 0;
    const place = isBelow ? after : { id: oldest.trade_id, timestamp: oldest.timestamp };
    const isWanted = (id: number): boolean => market === ANY_MARKET || id === market;
    const more = await this.recorded.before(index, place, limit - kept.length, isWanted);
    return more && [...kept, ...more];
  }

  /** `null` when trades between the page's may be missing. */
  private async textOf(
    { index, state }: MirroredAccount,
    page: readonly Row[],
    after: TradePlace | null,
    isRecorded: boolean,
  ): Promise<string | null> {
    const last = page.at(-1)!;
    const gaps = isRecorded ? await this.recorded.gaps(index) : [];
    if (gaps === null) return null;
    if ([...state.gaps, ...gaps].some((gap) => isMissing(gap, last.trade_id, after?.id ?? null))) return null;
    const cursor = JSON.stringify({ id: last.trade_id, t: last.timestamp });
    return pageText(
      page.map((row) => withOwnPnl(row, index)),
      Buffer.from(cursor).toString('base64'),
    );
  }

  /** Shared by all who ask until another trade is known. */
  private pass(account: MirroredAccount, params: Record<string, string>): Promise<Passed> {
    const question = { endpoint: 'trades', params, accountIndex: account.index, auth: true };
    return this.cache.ask(question, HOUR_MS, account.state.trades?.[0]?.trade_id);
  }

  /** The page after one of ours: the exchange does not know our cursor, so its own pages are read up to there. */
  private async continueUpstream(
    account: MirroredAccount,
    { cursor: _, ...params }: Record<string, string>,
    after: string,
  ): Promise<MirrorAnswer> {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_WALK; page++) {
      const wide = { ...params, limit: '100', ...(cursor !== undefined && { cursor }) };
      const passed = await this.pass(account, wide);
      const list = passed.status === 200 ? valueOf(passed.text, 'trades') : undefined;
      if (list === undefined) return answerOf(passed);
      const next = cursorIn(passed.text);
      const rows = entriesOf(list).filter((row) => compareIds(idOf(row), after) < 0);
      if (rows.length > 0 || next === null) return answerOf({ ...passed, text: pageText(rows, next) });
      cursor = next;
    }
    throw tooManyRequests(60);
  }
}

type Row = RecordedTrade;

/** Kept trades of a page, newest first; `null` while they are stale. */
function keptRows(
  { state, texts }: MirroredAccount,
  market: number,
  after: TradePlace | null,
  limit: number,
): Row[] | null {
  if (state.sections.trades.stale) return null;
  const isWanted = ({ market_id, trade_id }: Trade): boolean =>
    (market === ANY_MARKET || market_id === market) && (after === null || compareIds(trade_id, after.id) < 0);
  const rows = (state.trades ?? []).filter(isWanted).slice(0, limit);
  return rows.map((trade) => ({ ...trade, text: texts.trades.get(trade.trade_id)!.text }));
}

/** Whether trades of the span from `lowest` up to `below` (`null`: the newest) may be missing here. */
function isMissing(gap: Gap, lowest: string, below: string | null): boolean {
  if (gap.closed_at !== null && gap.complete === true) return false;
  const { from_trade_id: from, to_trade_id: to } = gap;
  const beginsBelow = below === null || from === null || compareIds(from, below) < 0;
  const endsAbove = to === null || compareIds(to, lowest) > 0;
  // What came before the first start ended is not kept, and the page does not reach below its oldest trade.
  return beginsBelow && endsAbove && (from !== null || gap.closed_at === null);
}

/** The stream reports no PnL, REST does: the account's own is known here. */
function withOwnPnl({ text, side, realized_pnl }: Row, index: number): string {
  const own = side === 'buy' ? 'bid' : 'ask';
  const key = `${own}_account_pnl`;
  const isOwn = valueOf(text, `${own}_account_id`) === String(index);
  if (realized_pnl === null || !isOwn || text.includes(`"${key}"`)) return text;
  return `${text.slice(0, text.lastIndexOf('}'))},"${key}":"${realized_pnl}"}`;
}

function pageText(rows: readonly string[], next: string | null): string {
  const cursor = next === null ? '' : `"next_cursor":${JSON.stringify(next)},`;
  return `{"code":200,${cursor}"trades":[${rows.join(',')}]}`;
}

function isPlain(params: Record<string, string>): boolean {
  return Object.entries(params).every(([name, value]) => OWN_PARAMETERS.has(name) || NEUTRAL[name] === value);
}

/** The trade after which a page of ours continues; `null` for the exchange's own cursor, or none. */
function ownCursor(cursor: string | undefined): TradePlace | null {
  if (cursor === undefined) return null;
  if (cursor.length > 200) throw invalidParam('cursor');
  const [, id, time] = OWN_CURSOR.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  return id === undefined ? null : { id, timestamp: Number(time) };
}

function cursorIn(text: string): string | null {
  const cursor = valueOf(text, 'next_cursor');
  return cursor?.startsWith('"') && cursor !== '""' ? (JSON.parse(cursor) as string) : null;
}

function idOf(row: string): string {
  const id = valueOf(row, 'trade_id_str') ?? valueOf(row, 'trade_id') ?? '0';
  return id.replaceAll('"', '');
}
