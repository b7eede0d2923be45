import { formatDecimal } from '../../format/number-format.js';
import { useNumberFormat } from '../../preferences/use-preferences.js';

type Cell = string | null;

const DECIMAL = /^-?\d+\.\d+$/;

export function Figure({
  label,
  value,
  signed = false,
}: {
  label: string;
  value: Cell | undefined;
  signed?: boolean;
}) {
  const format = useNumberFormat();
  return (
    <div className="flex justify-between gap-2 border-b py-1">
      <dt className="text-muted">{label}</dt>
      <dd className="num font-medium">
        {value === null || value === undefined ? 'unknown' : formatDecimal(value, format, signed)}
      </dd>
    </div>
  );
}

interface StatementTableProps {
  title: string;
  head: readonly string[];
  /** Number of leading text columns; the others are numeric. */
  texts: number;
  /** Number of trailing profit-and-loss columns, shown with a sign. */
  gains?: number;
  /** Absent while unknown. */
  rows: readonly (readonly Cell[])[] | undefined;
  total?: readonly Cell[] | null | undefined;
  /** Text shown instead of unknown rows. */
  unknown?: string;
}

/** A plain table for print. Text is left-aligned, numbers right-aligned. */
export function StatementTable(props: StatementTableProps) {
  const { title, head, texts, gains = 0, rows, total, unknown = 'unknown' } = props;
  const format = useNumberFormat();
  const write = (cell: Cell, place: number): string => {
    if (cell === null) return 'unknown';
    const gain = place >= head.length - gains;
    return gain || DECIMAL.test(cell) ? formatDecimal(cell, format, gain) : cell;
  };
  const align = (place: number): string => (place < texts ? 'text-left' : 'text-right');
  return (
    <section
      aria-label={title}
      tabIndex={rows?.length ? 0 : undefined}
      className="mt-5 break-inside-avoid-page overflow-x-auto"
    >
      <h2 className="mb-1 text-sm font-semibold">{title}</h2>
      {!rows?.length ? (
        <p className="text-muted">{rows ? 'None.' : unknown}</p>
      ) : (
        <table className="num w-full text-xs">
          <thead>
            <tr className="text-muted border-b">
              {head.map((name, place) => (
                <th key={name} scope="col" className={`py-1 pr-3 font-medium last:pr-0 ${align(place)}`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place} className="border-line/60 border-b">
                {row.map((cell, column) => (
                  <td key={head[column]} className={`py-0.5 pr-3 last:pr-0 ${align(column)}`}>
                    {write(cell, column)}
                  </td>
                ))}
              </tr>
            ))}
            {total && (
              <tr className="font-semibold">
                {total.map((cell, place) => (
                  <td key={head[place]} className={`py-1 pr-3 last:pr-0 ${align(place)}`}>
                    {cell === '' ? '' : write(cell, place)}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      )}
    </section>
  );
}
