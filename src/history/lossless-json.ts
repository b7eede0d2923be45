declare global {
  interface JSON {
    /** ES2026, in Node since 21: a number that is written exactly as `text`. */
    rawJSON(text: string): object;
  }
}

/** Parses JSON so that writing it again gives every number digit for digit, also past 2^53. */
export function parseLossless(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && String(value) !== source
      ? JSON.rawJSON(source)
      : value;
  });
}
