/**
 * The hash that every Nth `change` carries: cyrb53 (53 bits, 14 hex digits) over a canonical text. A list contributes the
 * hashes of its entities, so that unchanged entities are hashed once.
 *
 *     canonical(value)  JSON without spaces, keys sorted, `confirmed_at` left out
 *     hash(state)       cyrb53 of the lines `key=…`, sorted by key; … is the comma-separated hashes of the entities for a
 *                       list, and the canonical text otherwise
 */
export function stateHash(state: object): string {
  const parts = state as Record<string, unknown>;
  const lines = Object.keys(parts)
    .sort()
    .map((key) => `${key}=${partText(parts[key])}`);
  return cyrb53(lines.join('\n'));
}

function partText(part: unknown): string {
  if (!Array.isArray(part)) return canonical(part);
  return part.map((entity: unknown) => entityHash(entity)).join(',');
}

// Entities are immutable, so an object's hash never changes.
const hashes = new WeakMap<object, string>();

function entityHash(entity: unknown): string {
  if (typeof entity !== 'object' || entity === null) return cyrb53(canonical(entity));
  let hash = hashes.get(entity);
  if (hash === undefined) hashes.set(entity, (hash = cyrb53(canonical(entity))));
  return hash;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([key, entry]) => key !== 'confirmed_at' && entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}

/** cyrb53 by bryc (public domain), over UTF-16 code units, seed 0. */
function cyrb53(text: string): string {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(16).padStart(14, '0');
}
