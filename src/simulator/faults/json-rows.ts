/** Numbers keep their exact digits: ids pass 2^53. */
interface RawNumber {
  rawJSON: string;
}
const { rawJSON } = JSON as unknown as { rawJSON: (this: void, text: string) => RawNumber };

/** An object of a JSON document; fields may be changed or deleted. */
export type JsonRow = Record<string, unknown>;

/** Calls `change` for every object in the document, outermost first, and returns the resulting text. */
export function changeRows(text: string, change: (row: JsonRow) => void): string {
  const document: unknown = JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? rawJSON(context.source) : value,
  );
  visit(document, change);
  return JSON.stringify(document);
}

function visit(value: unknown, change: (row: JsonRow) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, change));
  if (typeof value !== 'object' || value === null || 'rawJSON' in value) return;
  change(value as JsonRow);
  for (const child of Object.values(value)) visit(child, change);
}
