/** The text is not JSON. The message gives position and reason, never the content. */
export class JsonSyntaxError extends Error {
  constructor(reason: string, position: number) {
    super(`${reason} at character ${position}`);
    this.name = 'JsonSyntaxError';
  }
}

/** A parsed text that can return the verbatim source of each object. */
export interface LosslessDocument {
  value: unknown;
  /** The verbatim text of an object of this document. */
  textOf(node: object): string;
}

/** Deeper than anything the exchange sends; bounds the stack. */
const MAX_DEPTH = 64;
/** Integers of up to 15 digits are exact in a double; longer ones, fractions and exponents stay text. */
const SAFE_DIGITS = 15;

/**
 * V8 keeps the whole text alive for a string of 13 characters or more that was sliced from it. One id would retain a page of
 * 100 kB for as long as it is known, so parts of texts longer than this are copied.
 */
const LONG_TEXT = 8 * 1024;
const SLICED_FROM = 13;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Parses JSON without losing a digit: ids beyond 2^53 and decimals become strings as spelled, everything else equals the
 * result of `JSON.parse`. One pass, which also records the span of each object, so that its text can be passed on verbatim.
 * @throws JsonSyntaxError
 */
export function parseLossless(text: string): LosslessDocument {
  const parser = new Parser(text);
  const value = parser.document();
  return { value, textOf: (node) => parser.spans.textOf(node, text) };
}

/** Spans of all objects, in the order in which they end, because callers request them in that order. */
class Spans {
  private readonly nodes: object[] = [];
  private readonly bounds: number[] = [];
  private asked = 0;

  add(node: object, start: number, end: number): void {
    this.nodes.push(node);
    this.bounds.push(start, end);
  }

  textOf(node: object, text: string): string {
    let at = this.nodes.indexOf(node, this.asked);
    if (at < 0) at = this.nodes.indexOf(node);
    if (at < 0) throw new Error('textOf: not an object of this document');
    this.asked = at + 1;
    return partOf(text, this.bounds[2 * at]!, this.bounds[2 * at + 1]!);
  }
}

/** A slice that does not retain a long text: joining makes a copy. */
function partOf(text: string, from: number, to: number): string {
  const part = text.slice(from, to);
  return text.length > LONG_TEXT && part.length >= SLICED_FROM ? ` ${part}`.slice(1) : part;
}

/**
 * Maps each key to the key that first followed it. The exchange writes objects in a fixed order, so a predicted key need
 * not be sliced and interned again, which saves a third of the parsing time. Bounded, because keys are untrusted input.
 */
const followers = new Map<string, string>();
const MAX_FOLLOWERS = 512;

function learnFollower(previous: string, key: string): string {
  if (followers.size >= MAX_FOLLOWERS || key.length > 64) return key;
  followers.set(ownCopy(previous), ownCopy(key));
  return key;
}

/** A copy that does not retain the frame it was sliced from: property names are interned. */
function ownCopy(key: string): string {
  return Object.keys({ [key]: 0 })[0] ?? key;
}

class Parser {
  readonly spans = new Spans();
  private at = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail('unexpected text after the value');
    return value;
  }

  private value(depth: number): unknown {
    this.space();
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b: // {
        return this.object(depth + 1);
      case 0x5b: // [
        return this.array(depth + 1);
      case 0x22: // "
        return this.string();
      case 0x74: // t
        return this.word('true', true);
      case 0x66: // f
        return this.word('false', false);
      case 0x6e: // n
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(depth: number): object {
    const start = this.open(depth);
    const node: Record<string, unknown> = {};
    let previous = '';
    if (!this.takes(0x7d)) {
      do {
        this.space();
        if (this.text.charCodeAt(this.at) !== QUOTE) this.fail('expected a key');
        const key = (previous = this.key(previous));
        if (!this.takes(0x3a)) this.fail('expected ":"');
        assign(node, key, this.value(depth));
      } while (this.takes(0x2c));
      if (!this.takes(0x7d)) this.fail('expected "," or "}"');
    }
    this.spans.add(node, start, this.at);
    return node;
  }

  /** Tries the key that followed `previous` last time, which is nearly always right. */
  private key(previous: string): string {
    const expected = followers.get(previous);
    if (expected === undefined) return learnFollower(previous, this.string());
    const end = this.at + 1 + expected.length;
    if (this.text.charCodeAt(end) !== QUOTE || !this.text.startsWith(expected, this.at + 1))
      return this.string();
    this.at = end + 1;
    return expected;
  }

  private array(depth: number): unknown[] {
    this.open(depth);
    const items: unknown[] = [];
    if (this.takes(0x5d)) return items;
    do items.push(this.value(depth));
    while (this.takes(0x2c));
    if (!this.takes(0x5d)) this.fail('expected "," or "]"');
    return items;
  }

  private open(depth: number): number {
    if (depth > MAX_DEPTH) this.fail('nested too deeply');
    return this.at++;
  }

  private string(): string {
    const start = this.at + 1;
    const end = this.endOfString(start);
    if (end < 0) return this.escapedString();
    this.at = end + 1;
    return partOf(this.text, start, end);
  }

  /** Position of the closing quote of a string without escapes, else -1. */
  private endOfString(from: number): number {
    for (let at = from; ; at++) {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (!(code >= 0x20) || code === BACKSLASH) return -1;
    }
  }

  private escapedString(): string {
    let end = this.at + 1;
    while (end < this.text.length && this.text.charCodeAt(end) !== QUOTE)
      end += this.text.charCodeAt(end) === BACKSLASH ? 2 : 1;
    try {
      const decoded = JSON.parse(this.text.slice(this.at, end + 1)) as string;
      this.at = end + 1;
      return decoded;
    } catch {
      return this.fail('bad or unfinished string');
    }
  }

  private number(): number | string {
    return this.smallInteger() ?? this.longNumber();
  }

  private smallInteger(): number | undefined {
    const negative = this.text.charCodeAt(this.at) === 0x2d;
    const start = negative ? this.at + 1 : this.at;
    let at = start;
    let value = 0;
    for (let code = this.text.charCodeAt(at); code >= ZERO && code <= NINE; code = this.text.charCodeAt(++at))
      value = value * 10 + code - ZERO;
    const digits = at - start;
    const leadingZero = digits > 1 && this.text.charCodeAt(start) === ZERO;
    if (digits === 0 || digits > SAFE_DIGITS || leadingZero || continues(this.text.charCodeAt(at)))
      return undefined;
    this.at = at;
    return negative ? -value : value;
  }

  private longNumber(): string {
    NUMBER.lastIndex = this.at;
    if (!NUMBER.test(this.text)) return this.fail('expected a value');
    const start = this.at;
    this.at = NUMBER.lastIndex;
    return partOf(this.text, start, this.at);
  }

  private word<T>(literal: string, value: T): T {
    if (!this.text.startsWith(literal, this.at)) this.fail('expected a value');
    this.at += literal.length;
    return value;
  }

  private takes(character: number): boolean {
    this.space();
    if (this.text.charCodeAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private fail(reason: string): never {
    throw new JsonSyntaxError(reason, this.at);
  }
}

/** Whether a fraction or an exponent follows. */
function continues(code: number): boolean {
  return code === 0x2e || code === 0x65 || code === 0x45;
}

/** Plain assignment of a `__proto__` key would replace the prototype. */
function assign(node: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') node[key] = value;
  else Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}
