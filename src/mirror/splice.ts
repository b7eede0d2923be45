/** A member of an object text: offsets of its whole text, key included, and of its value. */
export interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/**
 * The members of an object text, without parsing their values: the mirror passes on the exchange's text digit for digit.
 * @throws Error when the text is not an object; texts that were parsed before are.
 */
export function membersOf(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let at = skipSpace(text, expectAt(text, skipSpace(text, 0), '{') + 1);
  while (text[at] !== '}') {
    const start = at;
    const keyEnd = endOfString(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const valueStart = skipSpace(text, expectAt(text, skipSpace(text, keyEnd), ':') + 1);
    const end = endOfValue(text, valueStart);
    members.push({ key, start, valueStart, end });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else expectAt(text, at, '}');
  }
  return members;
}

/** Text of one member's value; `undefined` without it. */
export function valueOf(text: string, key: string): string | undefined {
  const member = membersOf(text).find((one) => one.key === key);
  return member && text.slice(member.valueStart, member.end);
}

/** The object text with these values replaced, everything else untouched. A key that it does not have is ignored. */
export function withValues(text: string, values: Readonly<Record<string, string | undefined>>): string {
  let result = '';
  let copied = 0;
  for (const { key, valueStart, end } of membersOf(text)) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) continue;
    result += text.slice(copied, valueStart) + value;
    copied = end;
  }
  return result + text.slice(copied);
}

/** An object text of these members only, in the given order, each verbatim; absent ones are left out. */
export function picked(text: string, keys: readonly string[]): string {
  const members = new Map(membersOf(text).map((member) => [member.key, member]));
  const parts = keys.flatMap((key) => {
    const member = members.get(key);
    return member ? [text.slice(member.start, member.end)] : [];
  });
  return `{${parts.join(',')}}`;
}

/** Texts of the entries of an array text. @throws Error when the text is not an array. */
export function entriesOf(text: string): string[] {
  const entries: string[] = [];
  let at = skipSpace(text, expectAt(text, skipSpace(text, 0), '[') + 1);
  while (text[at] !== ']') {
    const end = endOfValue(text, at);
    entries.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else expectAt(text, at, ']');
  }
  return entries;
}

/** Rows as the exchange's map of arrays by market. */
export function byMarket(rows: Iterable<{ market_id: number; text: string }>): string {
  const lists = new Map<number, string[]>();
  for (const { market_id, text } of rows) {
    const list = lists.get(market_id);
    if (list) list.push(text);
    else lists.set(market_id, [text]);
  }
  return `{${[...lists].map(([id, list]) => `"${id}":[${list.join(',')}]`).join(',')}}`;
}

function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first !== '{' && first !== '[') {
    let at = from;
    while (at < text.length && !/[,\]}\s]/.test(text[at]!)) at++;
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  throw unreadable(text.length);
}

function endOfString(text: string, from: number): number {
  expectAt(text, from, '"');
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  throw unreadable(text.length);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}

function expectAt(text: string, at: number, character: string): number {
  if (text[at] !== character) throw unreadable(at);
  return at;
}

function unreadable(at: number): Error {
  return new Error(`not a JSON text at character ${at}`);
}
