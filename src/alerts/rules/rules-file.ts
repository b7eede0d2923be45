import type { AlertRule } from 'lighter-broadcaster-protocol/alert';
import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { readRule } from './read-rule.js';

export interface FileFault {
  line: number;
  message: string;
}

/** What ALERTS_FILE holds; `null` when it has faults. */
export interface RulesFile {
  rules: AlertRule[] | null;
  faults: FileFault[];
}

type Environment = Readonly<Record<string, string | undefined>>;
type Path = readonly (string | number)[];

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const NUMBER_OR_FLAG = /^(-?\d{1,15}|true|false)$/;

/**
 * Reads the YAML of ALERTS_FILE: a list `rules`. `${NAME}` in a value is replaced by that variable of the environment.
 * @param taken ids that the API has set: one id in both is a fault
 */
export function readRulesFile(text: string, env: Environment, taken: ReadonlySet<string>): RulesFile {
  const reader = new FileReader(text);
  const rules = reader.read(env, taken);
  const faults = reader.faults.sort((a, b) => a.line - b.line);
  return { rules: faults.length > 0 ? null : rules, faults };
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

  read(env: Environment, taken: ReadonlySet<string>): AlertRule[] {
    if (this.faults.length > 0) return [];
    this.substitute(env);
    const { contents } = this.document;
    if (contents === null) return [];
    if (!isMap(contents)) return this.refuse(1, 'the file must be a mapping with a list of rules');
    const { rules = [], ...others } = this.document.toJS() as { rules?: unknown };
    for (const name of Object.keys(others))
      this.fault([name], `${name} is not known here; the file has rules`);
    if (rules === null) return [];
    if (!Array.isArray(rules)) return this.refuse(this.lineOf(['rules']), 'rules must be a list');
    return this.rules(rules, taken);
  }

  private rules(values: readonly unknown[], taken: ReadonlySet<string>): AlertRule[] {
    const rules: AlertRule[] = [];
    const first = new Map<string, number>();
    for (const [at, value] of values.entries()) {
      const rule = readRule(value, 'file');
      if (Array.isArray(rule)) {
        for (const { path, message } of rule)
          this.fault(['rules', at, ...path], `${path.join('.') || 'a rule'} ${message}`);
        continue;
      }
      const path = ['rules', at, 'id'];
      const { id } = rule;
      if (first.has(id)) this.fault(path, `id ${id} is in line ${first.get(id)} already`);
      else if (taken.has(id))
        this.fault(path, `id ${id} was set by the API already; delete it there or rename it here`);
      else first.set(id, this.lineOf(path));
      rules.push(rule);
    }
    return rules;
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

  private refuse(line: number, message: string): [] {
    this.faults.push({ line, message });
    return [];
  }

  private fault(path: Path, message: string): void {
    this.faults.push({ line: this.lineOf(path), message });
  }

  private faultAt(offset: number, message: string): void {
    this.faults.push({ line: this.lines.linePos(offset).line, message });
  }
}
