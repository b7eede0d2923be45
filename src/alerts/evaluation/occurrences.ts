import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { parseDecimal, plus, toText } from 'lighter-broadcaster-protocol/decimal';
import type { AlertLife } from './alert-life.js';
import { type NoteBook, notesUnder } from './alert-memory.js';
import type { CompiledRule } from './compiled-rules.js';
import { figure, moment, span } from './alert-figures.js';
import type { RuleFinding, EvaluationTime } from './finding.js';

/** How old an event may be that is reported by itself. Older ones were recovered or replayed, and are summarized. */
export const LATE_MS = 10 * 60_000;
/** A summary of late events waits until none has come for this long, so that a recovery gives one message. */
const LATE_QUIET_MS = 5_000;

/** One event that a rule watches. */
export interface Occurrence {
  subject: string;
  account_index: number | null;
  market: string | null;
  /** Called for the first of a summary only. */
  find: () => RuleFinding;
  at: Millis;
  /** Quote units that the event moved; `null` where that has no meaning. */
  amount: Decimal | null;
}

/** Events of one rule and account that wait to be summarized; plain JSON. */
interface Pending {
  first: RuleFinding;
  count: number;
  from: Millis;
  to: Millis;
  amount: Decimal | null;
  markets: string[];
  late: boolean;
}

interface Gathered {
  rule: CompiledRule;
  pending: Pending;
  /** When it fires, monotonic. */
  dueAt: number;
}

/**
 * Events. Those of one step are one alert; those within the cooldown after it are summarized in the next one, and late ones
 * once their recovery is over.
 */
export class Occurrences {
  private readonly gathered = new Map<string, Gathered>();
  private readonly restsUntil = new Map<string, number>();
  private readonly saved: Map<string, Pending>;
  /** Nothing is due before, monotonic. */
  private earliest = Infinity;

  constructor(
    saved: Readonly<Record<string, string>>,
    private readonly life: AlertLife,
    private readonly notes: NoteBook,
  ) {
    this.saved = new Map(
      notesUnder(saved, 'pending/').map(([key, text]) => [key, JSON.parse(text) as Pending]),
    );
  }

  add(
    rule: CompiledRule,
    { subject, account_index, market, find, at, amount }: Occurrence,
    now: EvaluationTime,
  ): void {
    if (this.life.isKnown(rule.id, subject)) return;
    const late = now.wall - at > LATE_MS;
    const key = `${rule.id}/${account_index ?? ''}/${late ? 'late' : 'now'}`;
    const known = this.gathered.get(key);
    const pending = known?.pending ?? {
      first: find(),
      count: 0,
      from: at,
      to: at,
      amount: null,
      markets: [],
      late,
    };
    pending.count += 1;
    pending.from = Math.min(pending.from, at);
    pending.to = Math.max(pending.to, at);
    if (amount !== null)
      pending.amount = toText(plus(parseDecimal(pending.amount ?? '0'), parseDecimal(amount)));
    if (market !== null && !pending.markets.includes(market)) pending.markets.push(market);
    const dueAt = late ? now.mono + LATE_QUIET_MS : (known?.dueAt ?? this.restsUntil.get(key) ?? now.mono);
    this.gathered.set(key, { rule, pending, dueAt });
    this.earliest = Math.min(this.earliest, dueAt);
    this.notes.set(`pending/${key}`, () => JSON.stringify(pending));
  }

  /** Fires what is due: at the end of every step, and as time passes. */
  tick(now: EvaluationTime): void {
    if (now.mono < this.earliest) return;
    this.earliest = Infinity;
    for (const [key, { rule, pending, dueAt }] of this.gathered) {
      if (now.mono < dueAt) {
        this.earliest = Math.min(this.earliest, dueAt);
        continue;
      }
      this.gathered.delete(key);
      this.restsUntil.set(key, now.mono + rule.cooldown_s * 1000);
      this.notes.set(`pending/${key}`, null);
      this.life.fire(rule, summaryOf(rule, pending), now);
    }
  }

  /** Takes over what an earlier run had gathered for these rules, and forgets the rest. */
  resume(rules: ReadonlyMap<string, CompiledRule>, now: EvaluationTime): void {
    for (const [key, pending] of this.saved) {
      const rule = rules.get(key.split('/', 1)[0]!);
      if (rule) {
        this.gathered.set(key, { rule, pending, dueAt: now.mono });
        this.earliest = now.mono;
      } else this.notes.set(`pending/${key}`, null);
    }
    this.saved.clear();
  }

  forget(ruleId: string): void {
    for (const [key, { rule }] of this.gathered)
      if (rule.id === ruleId) {
        this.gathered.delete(key);
        this.notes.set(`pending/${key}`, null);
      }
  }
}

const NOUNS: Partial<Record<CompiledRule['kind'], string>> = {
  fill: 'fills',
  liquidation: 'liquidations',
  'order-refused': 'refused orders',
  'position-opened': 'positions opened',
  'position-closed': 'positions closed',
  'position-flipped': 'positions flipped',
  'funding-paid': 'funding payments',
  'gap-incomplete': 'gaps closed incomplete',
};

function summaryOf(
  rule: CompiledRule,
  { first, count, from, to, amount, markets, late }: Pending,
): RuleFinding {
  const details = { ...first.details, first_at: from, last_at: to };
  if (count === 1 && !late) return { ...first, details };
  const name = first.account_name ?? 'All accounts';
  const noun = `${count} ${count === 1 ? 'late event' : (NOUNS[rule.kind] ?? 'events')}`;
  const where =
    markets.length > 0 ? ` (${markets.slice(0, 5).join(', ')}${markets.length > 5 ? ', …' : ''})` : '';
  const worth = amount === null ? '' : `, ${figure(amount)} in all`;
  const when = late
    ? `, made between ${moment(from)} and ${moment(to)}, recovered now`
    : ` in ${span((to - from) / 1000)}`;
  return {
    ...first,
    market: markets.length === 1 ? markets[0]! : null,
    summary:
      count === 1
        ? `${first.summary} (made ${moment(from)}, recovered now)`
        : `${name}: ${noun}${late ? '' : when}${where}${worth}${late ? when : ''}`,
    details: {
      count,
      amount: amount ?? null,
      markets: markets.join(', '),
      first_at: from,
      last_at: to,
      late: late ? 1 : 0,
    },
    count,
  };
}
