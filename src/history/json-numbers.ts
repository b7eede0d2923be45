declare global {
  interface JSON {
    /** ES2026, in Node since 21: serializes as exactly `text`. */
    rawJSON(text: string): object;
  }
}

/** Parses JSON so that `JSON.stringify` reproduces every number digit for digit, even beyond 2^53. */
export function parseKeepingNumbers(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && String(value) !== source
      ? JSON.rawJSON(source)
      : value;
  });
}
