import { inspect } from 'node:util';

const MASK = '***';
/** Shorter registered values are removed only as whole words, because inside longer words they occur by chance. */
const DISTINCTIVE_LENGTH = 8;
const CAUSES_FOLLOWED = 8;

const COLON = '(?::|%3A)';
/** Repetitions are bounded, so that scrubbing takes linear time on any input. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Credentials in a URL: scheme://user:password@, scheme://user@
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/"'<>]{1,512}@/gi, `$1${MASK}@`],
  // A token that an API key signed
  [new RegExp(`(?<!\\d)\\d{1,20}${COLON}\\d{1,20}${COLON}\\d{1,5}${COLON}[0-9a-f]{160}`, 'gi'), MASK],
  // A read-only token
  [new RegExp(`\\bro${COLON}\\d{1,20}${COLON}(?:single|all)${COLON}\\d{1,20}${COLON}[\\w-]+`, 'gi'), MASK],
  // A header with credentials: on its own line, in JSON (escaped or not), or in a list of raw headers
  [
    /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-lighter-forwarded|apikey)(\\*["']?\s{0,5}[:=]\s{0,5}\\*["']?|\\*["'],\s{0,5}\\*["'])[^\r\n"'\\]+/gi,
    `$1$2${MASK}`,
  ],
  // Query parameters and message fields with credentials
  [/\b(ticket|auth)(=|\\*["']?\s{0,5}:\s{0,5}\\*["'])[^&\s"'#\\]+/gi, `$1$2${MASK}`],
  // A JSON Web Token, as Supabase keys are, and its newer keys
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, MASK],
  [/\bsb_secret_\w+/g, MASK],
  // An API key created by `npm run keys`
  [/\blbk_[\w-]{20,}/g, MASK],
];

/** Removes secrets from text: registered values, and anything that looks like a credential. */
export class Scrubber {
  readonly #values = new Set<string>();
  #registered: RegExp | null = null;

  /** Removes this value from now on, including its percent-encoded, JSON-escaped and Base64 forms. */
  register(secret: string): void {
    if (secret === '') return;
    const known = this.#values.size;
    this.#values.add(secret);
    this.#values.add(encodeURIComponent(secret.toWellFormed()));
    this.#values.add(JSON.stringify(secret).slice(1, -1));
    this.#values.add(Buffer.from(secret).toString('base64'));
    if (this.#values.size > known) this.#registered = null;
  }

  scrub(text: string): string {
    this.#registered ??= anyOf(this.#values);
    const known = text.replace(this.#registered, MASK);
    return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), known);
  }

  /** A copy with scrubbed message, stack, `code` and causes. Other properties may hold anything and are omitted. */
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

/** The scrubber of the process: a value registered by one part is removed from the output of all. */
export const scrubber = new Scrubber();
