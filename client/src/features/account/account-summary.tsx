import type { AccountState } from '../../live/model.js';
import { figuresOf } from '../../portfolio/account-figures.js';
import { Num } from '../../ui/num.js';
import { Stat, REPORTED_EVERY_FEW_MINUTES } from '../../ui/stat.js';

/** Headline figures of one account. */
export function AccountSummary({ account }: { account: AccountState }) {
  const { summary, sections, volumes } = account;
  const figures = figuresOf(account);
  const { stale, reason } = sections.summary;
  const money = (value: string | null | undefined) => <Num value={value} stale={stale} reason={reason} />;
  return (
    <dl className="grid shrink-0 grid-cols-2 gap-2 sm:grid-cols-4 2xl:grid-cols-8">
      <Stat label="Equity">{money(summary?.total_asset_value)}</Stat>
      <Stat label="Collateral">{money(summary?.collateral)}</Stat>
      <Stat label="Available">{money(summary?.available_balance)}</Stat>
      <Stat label="Unrealized PnL">
        <Num
          value={figures.unrealized}
          signed
          stale={sections.positions.stale}
          reason={sections.positions.reason}
        />
      </Stat>
      <Stat label="Margin used">{money(figures.marginUsed)}</Stat>
      <Stat label="Margin usage">
        <Num value={figures.marginUsage} unit="%" stale={stale} reason={reason} />
      </Stat>
      <Stat label="Leverage">
        <Num value={summary?.leverage} kind="quantity" unit="×" stale={stale} reason={reason} />
      </Stat>
      <Stat label="Volume 24 h" note={REPORTED_EVERY_FEW_MINUTES}>
        <Num value={volumes?.daily_volume} stale={stale} />
      </Stat>
    </dl>
  );
}
