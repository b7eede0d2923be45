import type { HashWrite, Head } from '../engine.port.js';
import type { Word } from './redis-connection.js';

/** A change of a hash, as the scripts read it. */
export function hashWords({ clear, set, delete: deleted }: HashWrite): Word[] {
  return [
    String(clear.length),
    ...clear,
    String(set.size),
    ...[...set].flat(),
    String(deleted.length),
    ...deleted,
  ];
}

/** The lowest id that is above `<term>-<n>`. */
export function idAfter(id: string): string {
  const [term = '0', n = '0'] = id.split('-');
  return `${term}-${Number(n) + 1}`;
}

export function pairs<T>(words: readonly T[]): [T, T][] {
  return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i]!, words[2 * i + 1]!]);
}

/** `null` where nobody has led yet. */
export function headOf(fields: ReadonlyMap<string, string>): Head | null {
  const epoch = fields.get('epoch');
  if (epoch === undefined) return null;
  const accounts = fields.get('accounts');
  const streams = [...fields].flatMap(([field, seq]) =>
    field.startsWith('s:') ? [[field.slice(2), Number(seq)] as const] : [],
  );
  return {
    version: Number(fields.get('v')),
    epoch,
    leader: fields.get('leader') ?? '',
    last: fields.get('last') ?? '0-0',
    total: Number(fields.get('total') ?? 0),
    accounts: accounts === undefined ? null : (JSON.parse(accounts) as [number, string][]),
    streams: new Map(streams),
  };
}
