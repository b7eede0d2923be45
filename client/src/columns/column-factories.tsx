import { sum } from 'lighter-broadcaster-protocol/decimal';
import type { ReactNode } from 'react';
import { dateTime } from '../format/time.js';
import { AccountName } from '../ui/account-name.js';
import { Badge, type Tone } from '../ui/badge.js';
import { Num } from '../ui/num.js';
import { MarketLink } from '../ui/market-link.js';
import { Side } from '../ui/side.js';
import type { Column } from '../ui/table/column.js';
import { None } from '../ui/unknown.js';

type More<R> = Partial<Pick<Column<R>, 'width' | 'hint' | 'hidden' | 'ascendingFirst'>>;

interface DecimalLook<R> extends More<R> {
  /** Profit or loss: sign and color. */
  signed?: boolean;
  unit?: string;
  /** Tint on change. */
  flash?: boolean;
  stale?: (row: R) => boolean;
  /** Why the value may be unknown. */
  reason?: (row: R) => string | null;
  /** Shown where `null` means none, not unknown. */
  none?: string;
  /** Groups show the sum. */
  total?: boolean;
}

/** An amount in quote units, or another decimal emphasized to two decimal places. */
export function moneyColumn<R>(
  id: string,
  header: string,
  of: (row: R) => string | null,
  look: NoInfer<DecimalLook<R>> = {},
): Column<R> {
  return decimalColumn('money', id, header, of, { width: 116, ...look });
}

/** A price or a size. */
export function quantityColumn<R>(
  id: string,
  header: string,
  of: (row: R) => string | null,
  look: NoInfer<DecimalLook<R>> = {},
): Column<R> {
  return decimalColumn('quantity', id, header, of, { width: 104, ...look });
}

function decimalColumn<R>(
  kind: 'money' | 'quantity',
  id: string,
  header: string,
  of: (row: R) => string | null,
  { signed = false, unit, flash = false, stale, reason, none, total, ...more }: DecimalLook<R>,
): Column<R> {
  const look = { kind, signed, ...(unit && { unit }) };
  return {
    id,
    header,
    align: 'right',
    width: 100,
    ...more,
    order: 'decimal',
    kind,
    value: of,
    cell: (row) => {
      const value = of(row);
      if (value === null && none !== undefined) return <None label={none} />;
      return (
        <Num
          {...look}
          value={value}
          flash={flash}
          stale={stale?.(row) ?? false}
          reason={reason?.(row) ?? null}
        />
      );
    },
    ...(total && { total: (rows) => <Num {...look} value={sum(rows.map(of))} flash={false} /> }),
  };
}

/** A count; groups show the sum. */
export function countColumn<R>(
  id: string,
  header: string,
  of: (row: R) => number | null,
  look: NoInfer<Pick<DecimalLook<R>, 'width' | 'hint' | 'hidden' | 'stale' | 'reason' | 'none'>> = {},
): Column<R> {
  const text = (row: R): string | null => of(row)?.toString() ?? null;
  return {
    ...quantityColumn(id, header, text, { width: 84, total: true, ...look }),
    order: 'number',
    value: of,
  };
}

/** A moment in epoch ms. */
export function timeColumn<R>(id: string, header: string, of: (row: R) => number | null): Column<R> {
  return {
    id,
    header,
    width: 160,
    order: 'number',
    value: of,
    cell: (row) => {
      const at = of(row);
      return at === null ? <None label="–" /> : <span className="num text-muted">{dateTime(at)}</span>;
    },
  };
}

/** An account; `null` is shown as `none`. */
export function accountColumn<R>(
  of: (row: R) => { index: number; name: string } | null,
  { none, ...more }: NoInfer<Pick<DecimalLook<R>, 'width' | 'none'>> = {},
): Column<R> {
  return {
    id: 'account',
    header: 'Account',
    width: 170,
    phoneWidth: 132,
    ...more,
    value: (row) => {
      const account = of(row);
      return account && `${account.name} ${account.index}`;
    },
    cell: (row) => {
      const account = of(row);
      return account ? <AccountName {...account} /> : <None {...(none !== undefined && { label: none })} />;
    },
  };
}

export function marketColumn<R>(of: (row: R) => string): Column<R> {
  return {
    id: 'market',
    header: 'Market',
    width: 92,
    phoneWidth: 70,
    value: of,
    cell: (row) => <MarketLink symbol={of(row)} />,
  };
}

export function sideColumn<R>(of: (row: R) => 'buy' | 'sell' | 'long' | 'short'): Column<R> {
  return { id: 'side', header: 'Side', width: 66, value: of, cell: (row) => <Side side={of(row)} /> };
}

/** One of a few states. */
export function badgeColumn<R>(
  id: string,
  header: string,
  of: (row: R) => string,
  {
    tone,
    title,
    text,
    ...more
  }: NoInfer<
    More<R> & { tone?: (row: R) => Tone; title?: (row: R) => string | null; text?: (row: R) => ReactNode }
  > = {},
): Column<R> {
  return {
    id,
    header,
    width: 84,
    ...more,
    value: of,
    cell: (row) => (
      <Badge tone={tone?.(row) ?? 'neutral'} title={title?.(row) ?? undefined}>
        {text?.(row) ?? of(row)}
      </Badge>
    ),
  };
}

/** A machine-made identifier. */
export function idColumn<R>(
  id: string,
  header: string,
  of: (row: R) => string | null,
  more: More<R> = {},
): Column<R> {
  return {
    id,
    header,
    width: 120,
    ...more,
    value: of,
    cell: (row) => <span className="num text-muted truncate">{of(row) ?? '–'}</span>,
  };
}
