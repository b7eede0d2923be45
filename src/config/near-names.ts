import { ACCOUNT_FIELDS, isAccountVariable, isProxyVariable } from './accounts/account-variables.js';
import { type Environment, valueOf } from './variable.js';

/** A name that no variable has, and the variable that was probably meant. */
export interface NearMiss {
  name: string;
  meant: string;
}

const NEAR_EDITS = 2;
/** Edits between two names that may still be a slip: shorter names are near by coincidence. */
function nearEdits(length: number): number {
  return length >= 9 ? NEAR_EDITS : length >= 7 ? 1 : 0;
}

const NUMBERED = /^Lighter_(\d+)_(.*)$/i;
const UNNUMBERED = /^Lighter_(.*)$/i;

/** Names `Lighter_<number>_…`, in any case, that are neither a variable of an account nor of a proxy. */
export function unknownAccountNames(env: Environment): NearMiss[] {
  return namesSet(env).flatMap((name) => {
    const [, group, rest] = NUMBERED.exec(name) ?? [];
    if (group === undefined || rest === undefined || isAccountVariable(name) || isProxyVariable(name))
      return [];
    return [{ name, meant: meantAccountName(group, rest) }];
  });
}

/** Names close to one of `known`, and account variables whose number is missing. */
export function nearMisses(env: Environment, known: readonly string[]): NearMiss[] {
  return namesSet(env).flatMap((name) => {
    if (known.includes(name) || NUMBERED.test(name)) return [];
    const meant = nearest(name, known) ?? meantWithoutNumber(name);
    return meant === null ? [] : [{ name, meant }];
  });
}

function namesSet(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => valueOf(env, name) !== undefined)
    .sort();
}

function nearest(name: string, known: readonly string[]): string | null {
  const plain = normalized(name);
  const same = known.find((other) => normalized(other) === plain);
  if (same !== undefined) return same;
  const [best] = known
    .flatMap((other) => {
      const candidate = normalized(other);
      const limit = nearEdits(Math.min(candidate.length, plain.length));
      // At least as many edits as the lengths differ, which rules out most names cheaply.
      if (Math.abs(candidate.length - plain.length) > limit) return [];
      const edits = editDistance(plain, candidate);
      return edits <= limit ? [{ other, edits }] : [];
    })
    .sort((x, y) => x.edits - y.edits);
  return best?.other ?? null;
}

function meantWithoutNumber(name: string): string | null {
  const [, rest] = UNNUMBERED.exec(name) ?? [];
  if (rest === undefined) return null;
  if (/proxy/i.test(rest)) return meantAccountName('1', rest);
  const { id, field, edits } = splitField(rest);
  return edits <= NEAR_EDITS ? `Lighter_1_${id}_${field}` : null;
}

function meantAccountName(group: string, rest: string): string {
  if (/proxy/i.test(rest)) return `Lighter_${group}_PROXY_${/proxy_?(\d+)/i.exec(rest)?.[1] ?? '1'}_URL`;
  const { id, field, edits } = splitField(rest);
  if (edits <= NEAR_EDITS) return `Lighter_${group}_${id}_${field}`;
  return `Lighter_${group}_${rest.split('_')[0] || '{ID}'}_Account_Index`;
}

/** The split of `<ID>_<field>` whose field is nearest to a known one. */
function splitField(rest: string): { id: string; field: string; edits: number } {
  const parts = rest.split('_');
  const splits = parts.map((_, at) => ({
    id: parts.slice(0, at).join('_') || '{ID}',
    tail: normalized(parts.slice(at).join('')),
  }));
  const [best] = splits
    .flatMap(({ id, tail }) =>
      ACCOUNT_FIELDS.map((field) => ({ id, field, edits: editDistance(tail, normalized(field)) })),
    )
    .sort((a, b) => a.edits - b.edits);
  return best!;
}

function normalized(name: string): string {
  return name.replaceAll(/[_.\s-]/g, '').toLowerCase();
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
