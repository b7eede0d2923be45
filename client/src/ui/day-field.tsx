/** A date, as `2026-11-01`; empty for none. */
export function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}) {
  return (
    <label className="text-muted flex items-center gap-1 text-xs">
      {label}
      <input
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="border-line-strong bg-panel text-text num h-7 rounded-md border px-1.5 pointer-coarse:h-9"
      />
    </label>
  );
}
