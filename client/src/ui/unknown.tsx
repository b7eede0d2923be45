/** A value not received yet. Looks different from zero, from none and from loading. */
export function Unknown({ reason }: { reason?: string | null }) {
  return (
    <span className="text-muted cursor-help italic" title={reason ?? 'Not received from the exchange yet'}>
      unknown
    </span>
  );
}

/** A value that does not exist, such as the liquidation price of a position that cannot be liquidated. */
export function None({ label = 'none' }: { label?: string }) {
  return <span className="text-muted">{label}</span>;
}

/** A value that is loading. */
export function Loading({ className = 'w-16' }: { className?: string }) {
  return (
    <span
      role="status"
      aria-label="Loading"
      className={`bg-line animate-shimmer inline-block h-3 rounded-sm align-middle ${className}`}
    />
  );
}
