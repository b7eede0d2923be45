import { useLive } from '../../live/use-live.js';
import { allPositions } from '../../portfolio/entries.js';
import { exposureOf, type Exposure } from '../../portfolio/exposure.js';
import { rememberLast } from '../../portfolio/remember.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Panel } from '../../ui/panel.js';
import { Loading } from '../../ui/unknown.js';

const selectExposure = rememberLast(exposureOf);

/** Combined exposure of all accounts by market. */
export function ExposurePanel() {
  const accounts = useLive((state) => state.throttled);
  const rows = selectExposure(allPositions(accounts));
  const widest = Math.max(1, ...rows.flatMap(({ long, short }) => [Number(long), Number(short)]));
  return (
    <Panel title="Exposure by market" className="max-h-52 min-h-24 shrink-0" count={rows.length || undefined}>
      <div
        className="border-line min-h-0 flex-1 overflow-auto border-t"
        tabIndex={0}
        role="region"
        aria-label="Exposure by market"
      >
        {accounts.size === 0 ? (
          <div className="p-3">
            <Loading />
          </div>
        ) : rows.length === 0 ? (
          <Notice title="No exposure">All accounts are flat.</Notice>
        ) : (
          <table className="w-full text-right text-xs">
            <thead className="text-muted text-2xs bg-panel sticky top-0">
              <tr>
                <th className="px-3 py-1.5 text-left font-medium">Market</th>
                <th className="px-1.5 py-1.5 font-medium">Long</th>
                <th className="px-1.5 py-1.5 font-medium">Short</th>
                <th className="px-3 py-1.5 font-medium">Net</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <ExposureRow key={row.symbol} row={row} widest={widest} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}

function ExposureRow({ row, widest }: { row: Exposure; widest: number }) {
  const share = (value: string): string => `${(Number(value) / widest) * 100}%`;
  return (
    <tr className="border-line/60 border-t">
      <th scope="row" className="px-3 py-1 text-left font-semibold">
        {row.symbol}
        <span className="text-muted num text-2xs ml-1.5 font-normal" title="Accounts that hold it">
          {row.accounts}
        </span>
      </th>
      <td className="px-1.5 py-1">
        <Num value={row.long} stale={row.stale} flash={false} />
        <Bar width={share(row.long)} className="bg-long" />
      </td>
      <td className="px-1.5 py-1">
        <Num value={row.short} stale={row.stale} flash={false} />
        <Bar width={share(row.short)} className="bg-short" />
      </td>
      <td className="px-3 py-1">
        <Num value={row.net} stale={row.stale} flash={false} />
        <span className="block h-1" />
      </td>
    </tr>
  );
}

function Bar({ width, className }: { width: string; className: string }) {
  return (
    <span aria-hidden className="bg-line flex h-1 justify-end overflow-hidden rounded-full">
      <span className={`rounded-full ${className}`} style={{ width }} />
    </span>
  );
}
