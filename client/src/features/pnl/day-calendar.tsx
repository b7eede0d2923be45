import type { PnlAnswer } from '../../api/history.js';
import { cx } from '../../ui/cx.js';
import { Num } from '../../ui/num.js';
import { weeksOf } from './weeks.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Net PnL of each day in a calendar, in the colors of gains and losses. */
export function DayCalendar({ rows }: { rows: PnlAnswer['rows'] }) {
  const byDay = new Map(rows.map((row) => [row.day, row.net]));
  const [first, last] = [rows[0]?.day, rows.at(-1)?.day];
  if (!first || !last) return null;
  return (
    <table className="mx-3 mb-3 table-fixed border-separate border-spacing-1 text-xs">
      <caption className="sr-only">Net PnL by day</caption>
      <thead>
        <tr>
          {DAYS.map((day) => (
            <th key={day} scope="col" className="text-muted text-2xs px-1.5 text-left font-medium">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(first, last).map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <DayCell key={day} day={day} net={byDay.get(day)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayCell({ day, net }: { day: string; net: string | undefined }) {
  const fill =
    net === undefined || Number(net) === 0 ? 'bg-raised' : Number(net) < 0 ? 'bg-down-soft' : 'bg-up-soft';
  return (
    <td title={day} className={cx('overflow-hidden rounded px-1.5 py-1 align-top', fill)}>
      <span className="text-muted text-2xs num block">{day.slice(day.endsWith('-01') ? 5 : 8)}</span>
      <span className="block truncate">{net === undefined ? '–' : <Num value={net} signed />}</span>
    </td>
  );
}
