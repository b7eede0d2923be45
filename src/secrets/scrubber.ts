import { inspect } from 'node:util';

const MASK = '***';
/** Below this a registered value is only removed where it stands alone: as a part of longer words it would be chance. */
const DISTINCTIVE_LENGTH = 8;
const CAUSES_FOLLOWED = 8;

const COLON = '(?::|%3A)';
/** Bounded repetitions throughout: the time is linear, whatever is scrubbed. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Credentials in a URL: scheme://user:password@, scheme://user@
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/"'<>]{1,512}@/gi, `$1${MASK}@`],
  // A token that an API key signed
  [new RegExp(`(?<!\\d)\\d{1,20}${COLON}\\d{1,20}${COLON}\\d{1,5}${COLON}[0-9a-f]{160}`, 'gi'), MASK],
  // A read-only token
  [new RegExp(`\\bro${COLON}\\d{1,20}${COLON}(?:single|all)${COLON}\\d{1,20}${COLON}[\\w-]+`, 'gi'), MASK],
  // A header that authenticates: on its own line, in JSON (escaped or not), or in a list of raw headers
  [
    /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|apikey)(\\*["']?\s{0,5}[:=]\s{0,5}\\*["']?|\\*["'],\s{0,5}\\*["'])[^\r\n"'\\]+/gi,
    `$1$2${MASK}`,
  ],
  // Query parameters and fields of a message that authenticate
  [/\b(ticket|auth)(=|\\*["']?\s{0,5}:\s{0,5}\\*["'])[^&\s"'#\\]+/gi, `$1$2${MASK}`],
  // A JSON Web Token, as Supabase keys are, and its newer keys
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, MASK],
  [/\bsb_secret_\w+/g, MASK],
  // An API key that `npm run keys` made
  [/\blbk_[\w-]{20,}/g, MASK],
];

/** Takes secrets out of text: the values registered with it, and whatever looks like a credential. */
export class Scrubber {
  readonly #values = new Set<string>();
  #registered: RegExp | null = null;

  /** Removes this value from now on, in its percent-encoded, JSON-escaped and Base64 spellings too. */
  register(secret: string): void {
    if (secret === '') return;
    this.#values.add(secret);
    this.#values.add(encodeURIComponent(secret.toWellFormed()));
    this.#values.add(JSON.stringify(secret).slice(1, -1));
    this.#values.add(Buffer.from(secret).toString('base64'));
    this.#registered = null;
  }

  scrub(text: string): string {
    this.#registered ??= anyOf(this.#values);
    const known = text.replace(this.#registered, MASK);
    return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), known);
  }

  /** A copy with scrubbed message, stack, `code` and causes; other properties, which may hold anything, are left behind. */
  scrubError(error: unknown): Error {
    return this.#copy(error, CAUSES_FOLLOWED);
  }

  #copy(error: unknown, depth: number): Error {
    if (!(error instanceof Error))
      return new Error(this.scrub(typeof error === 'string' ? error : inspect(error)));
    const copy = new Error(this.scrub(error.message));
    copy.name = error.name;
    copy.stack = error.stack === undefined ? undefined : this.scrub(error.stack);
    if ('code' in error && typeof error.code === 'string')
      Object.assign(copy, { code: this.scrub(error.code) });
    if (depth === 0) return copy;
    if (error.cause !== undefined) copy.cause = this.#copy(error.cause, depth - 1);
    if (!(error instanceof AggregateError)) return copy;
    return Object.assign(copy, { errors: error.errors.map((each: unknown) => this.#copy(each, depth - 1)) });
  }
}

function anyOf(values: ReadonlySet<string>): RegExp {
  const longestFirst = [...values].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return /(?!)/g;
  return new RegExp(longestFirst.map(literal).join('|'), 'gi');
}

function literal(value: string): string {
  const escaped = value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return value.length < DISTINCTIVE_LENGTH ? `(?<![\\w.])${escaped}(?![\\w.])` : escaped;
}

/** The one scrubber of the process: what one part registers, every part's output is free of. */
export const scrubber = new Scrubber();
