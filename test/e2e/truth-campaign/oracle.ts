// Long: one judge; a method for each part of the account.

import { Big } from 'big.js';
import { EGRESS_REST, kindOf, type Episode, type Part } from './fault-kinds.js';
import { fillKey } from './sent-fills.js';
import { UNKNOWN, type Shown } from './shown.js';
import {
  ASSET_FIELDS,
  assetsOf,
  ORDER_FIELDS,
  ordersOf,
  POSITION_FIELDS,
  positionsOf,
  REQUIREMENT_FIELDS,
  shortest,
  SUMMARY_FIELDS,
  summaryOf,
  type RowText,
  type Truth,
} from './truth.js';

export interface Discrepancy {
  kind: 'lie' | 'needless';
  account: number;
  view: string;
  part: Part;
  /** The datum: `order 281`, `position 36`, `collateral`. */
  datum: string;
  shown: string;
  truth: string;
  /** First and last reading that had it, ms from the batch's start. */
  from: number;
  to: number;
  /** Faults that touched the account within the last 90 s. */
  faults: string[];
}

/** Faults as they were, in milliseconds of the campaign's monotonic clock. */
export interface FaultLog {
  episodes: readonly Episode[];
  /** Start of the batch on that clock. */
  origin: number;
  egressOf(position: number): number;
  positionOf(account: number): number;
  /** Planned time between two checks of the account's orders, in ms. */
  plannedOrders(account: number): number;
}

/** A streamed part may be this old; readings are `STEP` apart. */
const STREAMED = 2_000;
const STEP = 500;
const MARKS = 45_000;
const REQUIREMENTS = 122_000;
const TTL = 5_000;
/** No market of the simulator has marks of more decimals than this. */
const DECIMALS_OF_MARKS = 5;
/** A machine this late may hold up the product for a second too, after which its streams have to prove that they live. */
const HELD_UP = 1_000;
/** Discrepancies of one datum within this time are one. */
const CONTINUED = 1_000;
/** Time after the end of a fault in which a part may still be stale: retries and refills take that long. */
const RECOVERY = 90_000;

/** Judges readings by the past states of the exchange. Keeps one discrepancy per datum and unbroken period. */
export class Oracle {
  private readonly found: Discrepancy[] = [];
  /** The latest discrepancy of each datum. */
  private readonly running = new Map<string, Discrepancy>();
  /** Milliseconds over all accounts for which something was judged stale without need. */
  needlessMs = 0;
  judgedMs = 0;

  constructor(
    private readonly truth: Truth,
    private readonly log: FaultLog,
  ) {}

  get discrepancies(): Discrepancy[] {
    return this.found;
  }

  get lies(): Discrepancy[] {
    return this.discrepancies.filter(({ kind }) => kind === 'lie');
  }

  /** @param stepMs time that this reading stands for */
  judge(shown: Shown, stepMs: number): void {
    this.judgeValues(shown);
    this.judgeStaleness(shown, stepMs);
  }

  /**
   * Judges the parts that a view shows as fresh, but not those it marks as stale: some views have one mark for several
   * parts.
   */
  judgeValues(shown: Shown): void {
    const fresh = (part: Part): boolean => !shown.stale.has(part);
    if (fresh('positions'))
      this.judgeRows(shown, 'positions', shown.positions, 'market_id', POSITION_FIELDS, positionsOf);
    if (fresh('orders')) this.judgeRows(shown, 'orders', shown.orders, 'order_id', ORDER_FIELDS, ordersOf);
    if (fresh('summary')) this.judgeSummary(shown);
    if (fresh('requirements')) this.judgeRequirements(shown);
    if (fresh('marks')) this.judgeMarks(shown);
    if (fresh('trades') && !shown.gap) this.judgeTrades(shown);
    if (fresh('assets')) this.judgeRows(shown, 'assets', shown.assets, 'asset_id', ASSET_FIELDS, assetsOf);
    if (fresh('funding')) this.judgeFunding(shown);
  }

  /** Notes sums that do not follow from what they add up. */
  judgeTotals(when: Pick<Shown, 'asked' | 'at'>, contradictions: readonly string[]): void {
    for (const text of contradictions)
      this.lie(
        { ...UNKNOWN, ...when, account: 0, view: 'portfolio', stale: new Set() },
        'summary',
        'totals',
        text,
        '',
      );
  }

  /** The parts of a reading at rest that are still marked stale or differ from the exchange. */
  differences(shown: Shown): string[] {
    const name = `${shown.account} ${shown.view}`;
    const now = this.truth.at(shown.account, shown.at);
    const [positions, orders] = [positionsOf(now), ordersOf(now)];
    const compared = [
      [
        'positions',
        this.rowsText(shown, shown.positions, 'market_id', POSITION_FIELDS, positions),
        textOf(positions),
      ],
      ['orders', this.rowsText(shown, shown.orders, 'order_id', ORDER_FIELDS, orders), textOf(orders)],
      ...Object.entries(summaryOf(now)).map(([field, value]) => [
        field,
        shortest(shown.summary?.[field]),
        value,
      ]),
    ];
    return [
      ...[...shown.stale].filter((part) => part !== 'funding').map((part) => `${name}: ${part} stale`),
      ...(shown.gap === 'open' ? [`${name}: a gap is open`] : []),
      ...compared.flatMap(([part, had, wanted]) =>
        had === wanted ? [] : [`${name}: ${part} ${had} instead of ${wanted}`],
      ),
    ];
  }

  /** Marks of one market are the same in all accounts at any moment; only readings of the state are of one moment. */
  judgeGeneration(all: readonly Shown[]): void {
    const known = new Map<string, string>();
    for (const shown of all) {
      if (shown.view !== 'state' || shown.stale.has('marks')) continue;
      for (const { market_id, mark_price } of shown.positions ?? []) {
        if (typeof mark_price !== 'string') continue;
        const other = known.get(String(market_id));
        if (other !== undefined && other !== mark_price)
          this.lie(shown, 'marks', 'generation', mark_price, `${other} in another account`);
        known.set(String(market_id), mark_price);
      }
    }
  }

  private judgeRows(
    shown: Shown,
    part: 'positions' | 'orders' | 'assets',
    rows: Shown['positions'],
    key: string,
    fields: readonly string[],
    textsOf: (account: ReturnType<Truth['at']>) => Map<string, RowText>,
  ): void {
    if (rows === null) return this.lie(shown, part, part, 'unknown, yet fresh', '');
    const latest = this.truth.latest(shown.account, textsOf);
    const isLatest = (row: Record<string, unknown>): boolean => {
      const had = latest.get(String(row[key]));
      return had !== undefined && had === this.rowText(shown, row, fields, had);
    };
    if (rows.length === latest.size && rows.every(isLatest)) return;
    const from = this.windowStart(part, shown);
    const states = this.truth.states(shown.account, from, shown.at).map(textsOf);
    const seen = new Set<string>();
    for (const row of rows) {
      const id = String(row[key]);
      seen.add(id);
      const texts = states.map((state) => [state.get(id), this.rowText(shown, row, fields, state.get(id))]);
      if (texts.some(([had, text]) => had === text)) continue;
      const [had = 'none', text = ''] = texts.at(-1) ?? [];
      this.lie(shown, part, `${part} ${id}`, text, had);
    }
    for (const [id, text] of states.at(-1) ?? [])
      if (!seen.has(id) && states.every((state) => state.has(id)))
        this.lie(shown, part, `${part} ${id}`, 'none', text);
  }

  /**
   * A shown row as text. A field that it does not know is taken from `had` where a fault hid it, else it counts as zero;
   * while the fault hides it, the product keeps the value that it had before.
   */
  private rowText(shown: Shown, row: Record<string, unknown>, fields: readonly string[], had = ''): RowText {
    const [kept, unknown] = [this.hiddenFields(shown, RECOVERY), this.hiddenFields(shown, Infinity)];
    const known = had.split(' ');
    return fields
      .map((field, at) => {
        const isTaken = kept.includes(field) || (unknown.includes(field) && row[field] == null);
        return shortest((isTaken ? known[at] : row[field]) ?? 0);
      })
      .join(' ');
  }

  private hiddenFields(shown: Shown, after: number): readonly string[] {
    const hiding = this.log.episodes.filter((episode) => kindOf(episode).hidesFields);
    if (hiding.length === 0) return [];
    return this.touching(shown, after, hiding).flatMap((episode) => kindOf(episode).hidesFields ?? []);
  }

  private rowsText(
    shown: Shown,
    rows: Shown['orders'],
    key: string,
    fields: readonly string[],
    had: ReadonlyMap<string, RowText>,
  ): string {
    if (rows === null) return 'unknown';
    return textOf(
      new Map(
        rows.map((row) => [String(row[key]), this.rowText(shown, row, fields, had.get(String(row[key])))]),
      ),
    );
  }

  private judgeSummary(shown: Shown): void {
    if (!shown.summary) return this.lie(shown, 'summary', 'summary', 'unknown, yet fresh', '');
    this.judgeMoney(shown, 'summary', SUMMARY_FIELDS, this.windowStart('summary', shown));
  }

  /** No older than their bound, and of the sizes that the product knows: a change of size makes them stale at once. */
  private judgeRequirements(shown: Shown): void {
    if (!shown.summary) return;
    const knowsSizes =
      !shown.stale.has('positions') &&
      !this.touching(shown, RECOVERY).some(
        (episode) => kindOf(episode).cutsStream || kindOf(episode).needsCheck,
      );
    const since = this.windowStart('positions', shown) - this.lagOf(shown);
    const lastChange = knowsSizes ? this.truth.lastSizeChange(shown.account, since) : -Infinity;
    const from = Math.min(shown.asked - REQUIREMENTS, since);
    this.judgeMoney(shown, 'requirements', REQUIREMENT_FIELDS, Math.max(from, lastChange));
  }

  private judgeMoney(shown: Shown, part: Part, fields: readonly string[], from: number): void {
    const wanted = new Map(
      fields.flatMap((field) => {
        const value = shown.summary?.[field];
        return value === null || value === undefined ? [] : [[field, shortest(value)] as const];
      }),
    );
    const now = this.truth.latest(shown.account, summaryOf, true);
    if ([...wanted].every(([field, value]) => now[field] === value)) return;
    let latest: Record<string, string> | null = null;
    for (const view of this.truth.views(shown.account, from, shown.at)) {
      const had = summaryOf(view);
      latest ??= had;
      for (const [field, value] of wanted) if (had[field] === value) wanted.delete(field);
      if (wanted.size === 0) return;
    }
    for (const [field, value] of wanted) this.lie(shown, part, field, value, latest?.[field] ?? '');
  }

  private judgeMarks(shown: Shown): void {
    const from = Math.min(shown.asked - MARKS, this.windowStart('marks', shown)) - STEP;
    for (const row of shown.positions ?? []) {
      const { market_id: id } = row;
      const mark = row.mark_price ?? impliedMark(row);
      if (mark === null || shortest(mark) === this.truth.latestMark(Number(id))) continue;
      const marks = this.truth.marks(Number(id), from, shown.at);
      if (!marks.has(shortest(mark)))
        this.lie(shown, 'marks', `mark ${String(id)}`, shortest(mark), [...marks].at(-1) ?? '');
    }
  }

  /** Fills older than the window are shown, unless a gap marks that some may be missing. */
  private judgeTrades(shown: Shown): void {
    if (shown.trades === null) return this.lie(shown, 'trades', 'trades', 'unknown, yet fresh', '');
    const known = shown.trades;
    const until = this.windowStart('trades', shown);
    const fills = this.truth.fills(shown.account);
    const first = fills.findIndex((fill) => known.has(fillKey(fill)));
    for (const fill of fills.slice(Math.max(0, first)))
      if (fill.at < until && !known.has(fillKey(fill)))
        this.lie(shown, 'trades', `fill ${fillKey(fill)}`, 'missing without a gap', '');
  }

  /** Payments are a set: each payment shown must have been made exactly as shown. */
  private judgeFunding(shown: Shown): void {
    const made = this.truth.funding(shown.account);
    for (const { funding_id: id, market_id, change } of shown.funding ?? []) {
      const [text, had] = [`${String(market_id)} ${shortest(change)}`, made.get(String(id)) ?? 'none'];
      if (text !== had) this.lie(shown, 'funding', `payment ${String(id)}`, text, had);
    }
  }

  private judgeStaleness(shown: Shown, stepMs: number): void {
    if (shown.at - shown.asked > HELD_UP) return;
    this.judgedMs += stepMs;
    // Requirements turn stale with every fill; payments are read every few minutes.
    const parts = [...shown.stale].filter((part) => part !== 'requirements' && part !== 'funding');
    if (parts.length === 0 || this.touching(shown, RECOVERY).length > 0) return;
    this.needlessMs += stepMs;
    this.note('needless', shown, parts[0] as Part, parts.join(','), 'stale', '');
  }

  /** The earliest time whose value may still be shown as fresh. */
  private windowStart(part: Part, shown: Shown): number {
    let start = shown.asked - STREAMED - STEP;
    const lag = this.lagOf(shown);
    for (const episode of this.touching(shown, RECOVERY)) {
      const fault = kindOf(episode);
      const [onset, end] = [this.log.origin + episode.from, this.log.origin + episode.to];
      const planned = fault.needsCheck ? this.log.plannedOrders(shown.account) : 0;
      const check = planned + (fault.needsCheck === 'rest' ? this.withoutRest(shown, onset) : 0);
      const { unnoticed: given = 0 } = fault;
      const unnoticed = check + (typeof given === 'number' ? given : (given[part] ?? 0));
      if (shown.asked <= onset + unnoticed) start = Math.min(start, onset - STREAMED - STEP);
      const lingers = fault.lingers?.[part];
      if (lingers !== undefined && shown.asked <= end + lingers + check)
        start = Math.min(start, onset - STREAMED - STEP);
      if (fault.cutsStream && shown.at <= end + RECOVERY)
        start = Math.min(start, shown.asked - TTL - STREAMED - STEP - lag);
    }
    return start;
  }

  /** How long REST could not check the account since `from`. */
  private withoutRest(shown: Shown, from: number): number {
    const spans = this.touching(shown, EGRESS_REST).filter((episode) => kindOf(episode).cutsRest);
    const begins = spans.map((episode) => Math.max(from, this.log.origin + episode.from));
    return spans.length > 0 ? Math.max(0, shown.at - Math.min(...begins)) : 0;
  }

  private lagOf(shown: Shown): number {
    return Math.max(0, ...this.touching(shown, 20_000).map((episode) => kindOf(episode).lag?.(episode) ?? 0));
  }

  /** Episodes that touch the account, from their onset until `after` ms past their end. */
  private touching({ account, at }: Shown, after: number, among = this.log.episodes): Episode[] {
    const position = this.log.positionOf(account);
    const egress = this.log.egressOf(position);
    const now = at - this.log.origin;
    return among.filter((episode) => {
      const { scope, reach = scope } = kindOf(episode);
      const touches =
        reach === 'batch' || (reach === 'egress' ? episode.egress === egress : episode.account === position);
      return touches && episode.from <= now && now <= episode.to + after;
    });
  }

  private lie(shown: Shown, part: Part, datum: string, value: string, truth: string): void {
    this.note('lie', shown, part, datum, value, truth);
  }

  private note(
    kind: Discrepancy['kind'],
    shown: Shown,
    part: Part,
    datum: string,
    value: string,
    truth: string,
  ): void {
    const { account, view } = shown;
    const key = [kind, account, view, datum].join('|');
    const now = Math.round(shown.at - this.log.origin);
    const known = this.running.get(key);
    if (known && known.to >= now - CONTINUED) return void (known.to = now);
    const faults = [...new Set(this.touching(shown, RECOVERY).map(({ fault }) => fault))];
    const discrepancy = { kind, account, view, part, datum, shown: value, truth, from: now, to: now, faults };
    this.running.set(key, discrepancy);
    this.found.push(discrepancy);
  }
}

/** The mark by which a row of the exchange's shape is valued; `null` where it has no value. */
function impliedMark({ position_value: value, size }: Record<string, unknown>): string | null {
  if (typeof value !== 'string' || typeof size !== 'string') return null;
  return new Big(value).div(size).abs().round(DECIMALS_OF_MARKS).toFixed();
}

function textOf(rows: ReadonlyMap<string, RowText>): string {
  return [...rows]
    .map(([id, text]) => `${id}: ${text}`)
    .sort()
    .join('; ');
}
