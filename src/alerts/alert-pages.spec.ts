import fc from 'fast-check';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { anAlert } from '../../test/support/alerts.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { HistoryStore } from '../history/history-store.port.js';
import type { Page, PageQuery } from '../history/queries.js';
import { Problem } from '../http/problems.js';
import type { ChangeFeed } from '../state/change-feed.port.js';
import { ALERTS_KEPT } from '../state/recent-alerts.js';
import { AlertPages, type AlertQuery } from './alert-pages.js';
import { AlertStore } from './alert-store.js';

const DAY = 86_400_000;
const EVERYTHING: AlertQuery = { accounts: null, open: false, limit: 10, after: null };

interface Place {
  /** What reading the history throws. */
  failure?: Problem;
  /** How many alerts the list in memory holds. */
  kept?: number;
}

/** Alerts of a history that pages by time and row number, the latest of which are in memory. */
async function pagesOver(
  stored: readonly Alert[],
  { failure, kept: most = Infinity }: Place = {},
): Promise<{ pages: AlertPages; daysAgo: (days: number) => number }> {
  const clock = new ManualClock();
  const daysAgo = (days: number): number => clock.wallNow() - days * DAY;
  const rows = stored.map(({ since, rule, details, ...alert }, row) => ({
    ...{ ...alert, id: String(row), rule_id: rule, details: JSON.stringify(details), timestamp: since },
  }));
  const page = ({ accounts, to, limit, cursor }: PageQuery): Page => {
    if (failure) throw failure;
    const places = rows
      .filter(({ account_index }) => !accounts || accounts.includes(account_index ?? -1))
      .filter(({ timestamp }) => to === null || timestamp < to)
      .sort((a, b) => b.timestamp - a.timestamp || Number(b.id) - Number(a.id))
      .filter(
        ({ timestamp, id }) =>
          !cursor ||
          timestamp < cursor.timestamp ||
          (timestamp === cursor.timestamp && Number(id) < Number(cursor.row)),
      );
    const taken = places.slice(0, limit);
    const last = taken.at(-1);
    const next = places.length > limit && last ? { timestamp: last.timestamp, row: last.id } : null;
    return { rows: taken, next } as unknown as Page;
  };
  const kept = async (_: string, since: number) =>
    rows.filter(({ resolved_at, updated_at }) => resolved_at === null || updated_at >= since);
  const history = { kept, page: async (query: PageQuery) => page(query), notes: async () => ({}) };
  const store = new AlertStore(history as unknown as HistoryStore, null as unknown as ChangeFeed, clock);
  const alerts = (await store.load()).alerts.slice(-most);
  return { pages: new AlertPages({ alerts: () => alerts } as unknown as ChangeFeed, store), daysAgo };
}

/** @param days how long ago it began */
function alertOf(number: number, days: number, fields: Partial<Alert> = {}): Alert {
  const since = new ManualClock().wallNow() - days * DAY;
  const resolved = { since, updated_at: since + 1, resolved_at: since + 1, state: 'resolved' } as const;
  return anAlert({ ...resolved, alert_id: number.toString(16).padStart(20, '0'), ...fields });
}

const OPEN = { state: 'firing', resolved_at: null } as const;

async function walk(pages: AlertPages, query: AlertQuery): Promise<Alert[]> {
  const walked: Alert[] = [];
  let { after } = query;
  do {
    const page = await pages.read({ ...query, after });
    walked.push(...page.alerts);
    after = page.next;
  } while (after);
  return walked;
}

describe('pages of alerts', () => {
  it('hold every alert of the history once, newest first, at any size and scope', async () => {
    const anyAlert = fc.record({
      days: fc.constantFrom(0, 1, 1, 6.9, 8, 9, 9, 9, 30),
      account: fc.constantFrom(1, 2, null),
      open: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyAlert, { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom<number[] | null>(null, [1], [1, 2]),
        async (choices, limit, accounts) => {
          const stored = choices.map(({ days, account, open }, number) =>
            alertOf((number * 7) % 31, days, { account_index: account, ...(open && OPEN) }),
          );
          const { pages } = await pagesOver(stored);
          const walked = await walk(pages, { ...EVERYTHING, limit, accounts });
          const expected = stored
            .filter(({ account_index }) => !accounts || accounts.includes(account_index ?? -1))
            .sort((a, b) => b.since - a.since || (a.alert_id < b.alert_id ? 1 : -1));
          expect(walked.map(({ alert_id }) => alert_id)).toEqual(expected.map(({ alert_id }) => alert_id));
        },
      ),
    );
  });

  it('give recent and open alerts while the history cannot be read, and say that older ones follow', async () => {
    const stored = [alertOf(1, 1), alertOf(2, 20), alertOf(3, 30, OPEN)];
    const away = new Problem('HISTORY_UNAVAILABLE', 'away');
    const { pages, daysAgo } = await pagesOver(stored, { failure: away });
    const first = await pages.read(EVERYTHING);
    expect(first).toEqual({ alerts: [stored[0]], next: { since: daysAgo(7), alert_id: '' } });
    await expect(pages.read({ ...EVERYTHING, after: first.next })).rejects.toBe(away);
    expect(await pages.read({ ...EVERYTHING, open: true })).toEqual({ alerts: [stored[2]], next: null });
  });

  it('end with the memory when there is no history', async () => {
    const { pages } = await pagesOver([alertOf(1, 1)], { failure: new Problem('HISTORY_OFF', 'off') });
    expect(await pages.read(EVERYTHING)).toMatchObject({ alerts: [{}], next: null });
  });

  it('read from the history what the bounded list has lost', async () => {
    const many = Array.from({ length: 700 }, (_, number) => alertOf(number, (700 - number) / 200));
    const { pages } = await pagesOver(many, { kept: ALERTS_KEPT });
    const walked = await walk(pages, { ...EVERYTHING, limit: 90 });
    expect(walked.map(({ alert_id }) => alert_id)).toEqual(many.map(({ alert_id }) => alert_id).reverse());
  });
});
