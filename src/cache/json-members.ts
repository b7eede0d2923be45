/** Where the value of a member, or an item of a list, stands in its text. */
interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Replaces members of one JSON object by other JSON texts and leaves every other byte as it is. A member that the object
 * does not have is not added.
 * @param object valid JSON text of an object
 */
export function withMembers(object: string, members: Readonly<Record<string, string>>): string {
  let result = '';
  let at = 0;
  for (const { key, from, to } of spansOf(object)) {
    if (!Object.hasOwn(members, key)) continue;
    result += object.slice(at, from) + members[key]!;
    at = to;
  }
  return result + object.slice(at);
}

/** The JSON text of one member of an object; `undefined` when it has none of that name. */
export function memberOf(object: string, name: string): string | undefined {
  const span = spansOf(object).find(({ key }) => key === name);
  return span && object.slice(span.from, span.to);
}

/** The JSON texts of a list's items. */
export function itemsOf(list: string): string[] {
  return spansOf(list).map(({ from, to }) => list.slice(from, to));
}

/** Members of an object, or items of a list (without keys), at the outermost level. */
function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let key = '';
  let from = -1;
  const close = (at: number): void => {
    if (from < 0) return;
    const value = text.slice(from, at);
    spans.push({ key, from, to: from + value.trimEnd().length });
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (depth === 1 && from < 0 && !/[\s,:{}[\]]/.test(char) && char !== '"') from = at;
    switch (char) {
      case '"': {
        const end = endOfString(text, at);
        if (depth === 1 && from < 0) {
          if (isKey(text, end)) key = JSON.parse(text.slice(at, end)) as string;
          else from = at;
        }
        at = end - 1;
        break;
      }
      case '{':
      case '[':
        if (depth === 1 && from < 0) from = at;
        depth++;
        break;
      case '}':
      case ']':
        depth--;
        if (depth === 0) close(at);
        break;
      case ',':
        if (depth === 1) close(at);
    }
  }
  return spans;
}

/** Index behind the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
