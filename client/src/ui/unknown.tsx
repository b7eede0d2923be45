/** A value that nobody has told yet. Looks different from zero, from none and from loading. */
export function Unknown({ reason }: { reason?: string | null }) {
  return (
    <span className="text-muted cursor-help italic" title={reason ?? 'Not told by the exchange yet'}>
      unknown
    </span>
  );
}

/** A value that there is not, such as the liquidation price of a position that can't be liquidated. */
export function None({ label = 'none' }: { label?: string }) {
  return <span className="text-muted">{label}</span>;
}

/** A value on its way. */
export function Loading({ className = 'w-16' }: { className?: string }) {
  return (
    <span
      role="status"
      aria-label="Loading"
      className={`bg-line animate-shimmer inline-block h-3 rounded-sm align-middle ${className}`}
    />
  );
}
