import type { AlertRule } from 'lighter-broadcaster-protocol/alert';
import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { registerSecrets } from '../../config/load-config.js';
import { Secret } from '../../secrets/secret.js';
import type { ChannelSettings } from '../delivery/channel-settings.js';
import { readChannel, SECRET_FIELDS } from './read-channel.js';
import { readRule, type RuleFault } from './read-rule.js';

export interface FileFault {
  line: number;
  message: string;
}

/** What ALERTS_FILE holds; `null` when it has faults. */
export interface AlertsFile {
  content: { rules: AlertRule[]; channels: ChannelSettings[] } | null;
  faults: FileFault[];
}

/** Names that are set elsewhere: one in both places is a fault. */
export interface TakenNames {
  /** Ids of rules that the API has set. */
  rules: ReadonlySet<string>;
  /** Channels that ALERT_* variables configure. */
  channels: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;
type Path = readonly (string | number)[];

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const LISTS = ['rules', 'channels'];
const NUMBER_OR_FLAG = /^(-?\d{1,15}|true|false)$/;

/**
 * Reads the YAML of ALERTS_FILE: lists `rules` and `channels`. `${NAME}` in a value is replaced by that variable of the
 * environment. Secrets of channels are registered with the scrubber.
 */
export function readAlertsFile(text: string, env: Environment, taken: TakenNames): AlertsFile {
  const reader = new FileReader(text);
  const content = reader.read(env, taken);
  const faults = reader.faults.sort((a, b) => a.line - b.line);
  return { content: faults.length > 0 ? null : content, faults };
}

class FileReader {
  readonly faults: FileFault[] = [];
  private readonly lines = new LineCounter();
  private readonly document: Document;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true });
    for (const { pos, message } of this.document.errors)
      this.faultAt(pos[0], message.split('\n', 1)[0]!.replace(/ at line \d+.*$/, ''));
  }

  read(env: Environment, taken: TakenNames): NonNullable<AlertsFile['content']> {
    const nothing = { rules: [], channels: [] };
    if (this.faults.length > 0 || this.document.contents === null) return nothing;
    if (!isMap(this.document.contents)) {
      this.faults.push({ line: 1, message: 'the file must be a mapping with lists of rules and channels' });
      return nothing;
    }
    const written = this.lists();
    this.substitute(env);
    const { rules, channels } = this.lists();
    for (const name of Object.keys(this.document.toJS() as object))
      if (!LISTS.includes(name))
        this.fault([name], `${name} is not known here; the file has rules and channels`);
    this.refuseWrittenSecrets(written.channels);
    return { rules: this.rules(rules, taken.rules), channels: this.channels(channels, taken.channels) };
  }

  private lists(): { rules: readonly unknown[]; channels: readonly unknown[] } {
    const { rules, channels } = this.document.toJS() as Record<string, unknown>;
    return { rules: this.listOf('rules', rules), channels: this.listOf('channels', channels) };
  }

  private listOf(name: string, value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value;
    const line = this.lineOf([name]);
    const message = `${name} must be a list`;
    if (value !== undefined && value !== null && !this.faults.some((fault) => fault.message === message))
      this.faults.push({ line, message });
    return [];
  }

  private rules(values: readonly unknown[], taken: ReadonlySet<string>): AlertRule[] {
    const isTaken = (id: string): string | null =>
      taken.has(id) ? `id ${id} was set by the API already; delete it there or rename it here` : null;
    return this.entries('rules', 'id', values, (value) => readRule(value, 'file'), isTaken);
  }

  private channels(values: readonly unknown[], taken: readonly string[]): ChannelSettings[] {
    const isTaken = (name: string): string | null =>
      taken.includes(name)
        ? `name ${name} belongs to the channel of ALERT_* variables; rename it here`
        : null;
    const read = (value: unknown): ChannelSettings | RuleFault[] => {
      const fields = Object.entries(value ?? {}).filter(([field]) => SECRET_FIELDS.includes(field));
      for (const [, secret] of fields) registerSecrets(new Secret(String(secret)));
      return readChannel(value);
    };
    return this.entries('channels', 'name', values, read, isTaken);
  }

  /** Reads the entries of a list, whose `key` names each of them once. */
  private entries<T extends object>(
    list: string,
    key: keyof T & string,
    values: readonly unknown[],
    read: (value: unknown) => T | RuleFault[],
    isTaken: (name: string) => string | null,
  ): T[] {
    const entries: T[] = [];
    const first = new Map<string, number>();
    for (const [at, value] of values.entries()) {
      const entry = read(value);
      if (Array.isArray(entry)) {
        for (const { path, message } of entry)
          this.fault([list, at, ...path], `${path.join('.') || `a ${list.slice(0, -1)}`} ${message}`);
        continue;
      }
      const path = [list, at, key];
      const name = String(entry[key]);
      const taken = isTaken(name);
      if (first.has(name)) this.fault(path, `${key} ${name} is in line ${first.get(name)} already`);
      else if (taken !== null) this.fault(path, taken);
      else first.set(name, this.lineOf(path));
      entries.push(entry);
    }
    return entries;
  }

  /** A secret that is written here would be in git. */
  private refuseWrittenSecrets(channels: readonly unknown[]): void {
    for (const [at, channel] of channels.entries())
      for (const field of SECRET_FIELDS) {
        const text = (channel as Record<string, unknown> | null)?.[field];
        if (text === undefined || text === null || (typeof text === 'string' && text.includes('${')))
          continue;
        this.fault(['channels', at, field], `${field} must be a variable, such as \${NAME}: it is a secret`);
      }
  }

  private substitute(env: Environment): void {
    visit(this.document, {
      Scalar: (key, node) => {
        if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
        const text = node.value.replace(VARIABLE, (_, name: string) => {
          const value = env[name];
          if (!value) this.faultAt(node.range?.[0] ?? 0, `\${${name}} is not set in the environment`);
          return value ?? '';
        });
        // A variable may stand for a number or a switch, as if it were written there without quotes.
        const isPlain = node.type === 'PLAIN' && NUMBER_OR_FLAG.test(text);
        node.value = isPlain ? (JSON.parse(text) as number | boolean) : text;
      },
    });
  }

  /** The line of a path, or of its nearest parent that the file has. */
  private lineOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const parent: unknown =
        length === 1 ? this.document.contents : this.document.getIn(path.slice(0, length - 1), true);
      const last = path[length - 1];
      const key = isMap(parent) ? parent.items.find((pair) => String(pair.key) === last)?.key : undefined;
      const node = isNode(key) ? key : this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.lines.linePos(node.range[0]).line;
    }
    return 1;
  }

  private fault(path: Path, message: string): void {
    this.faults.push({ line: this.lineOf(path), message });
  }

  private faultAt(offset: number, message: string): void {
    this.faults.push({ line: this.lines.linePos(offset).line, message });
  }
}
