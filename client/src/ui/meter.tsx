import { cx } from './cx.js';

/** Usage of a limited resource, as a bar and as text. Using most of it is normal; only nothing left is marked. */
export function Meter({
  label,
  value,
  max,
  text,
}: {
  label: string;
  value: number;
  max: number;
  text: string;
}) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div className="col-span-2 flex items-center gap-3">
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuetext={text}
        className="bg-line h-1.5 min-w-16 flex-1 overflow-hidden rounded-full"
      >
        <div
          className={cx('h-full rounded-full transition-[width]', share < 1 ? 'bg-accent' : 'bg-warn')}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <span className="text-muted num text-2xs">{text}</span>
    </div>
  );
}
