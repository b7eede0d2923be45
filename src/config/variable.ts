import { validateSync } from 'class-validator';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses text into a value: `read` returns undefined for invalid text, `expects` completes "NAME must be …". */
export interface Reader<T> {
  read(text: string): T | undefined;
  expects: string;
}

/** Documentation of one environment variable; the value of a `secret` is never shown. */
export interface VariableDoc {
  name: string;
  /** As written in the environment; null when there is none. */
  default: string | null;
  meaning: string;
  secret: boolean;
}

interface VariableOptions {
  /** Used when the variable is unset or empty; without a default the field is null. */
  default?: string;
  meaning: string;
  secret?: boolean;
  /** Alternative name, read when the first is unset. */
  alias?: string;
  reader: Reader<unknown>;
}

type Declared = VariableOptions & { name: string; field: string };

const DECLARED = new WeakMap<object, Declared[]>();

/** Binds a field of a configuration section to the environment variable `name`. */
export function Variable(name: string, options: VariableOptions): PropertyDecorator {
  return (prototype, field) => {
    const declared = DECLARED.get(prototype) ?? [];
    DECLARED.set(prototype, [...declared, { ...options, name, field: String(field) }]);
  };
}

/** The variables a section declares, in order. */
export function variablesOf(Section: new () => object): VariableDoc[] {
  return declaredIn(Section).map(({ name, meaning, secret = false, default: byDefault = null }) => {
    return { name, default: byDefault, meaning, secret };
  });
}

/** The names a section reads, alternative ones included. */
export function namesOf(Section: new () => object): string[] {
  return declaredIn(Section).flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
}

/** The section's values from the environment; adds a line to `faults` for each unusable variable. */
export function readSection<T extends object>(Section: new () => T, env: Environment, faults: string[]): T {
  const section = new Section();
  const unread = new Set<string>();
  for (const variable of declaredIn(Section)) {
    const text = valueOf(env, variable.name) ?? valueOf(env, variable.alias) ?? variable.default;
    const value = text === undefined ? null : variable.reader.read(text);
    if (value === undefined) {
      faults.push(`${variable.name} must be ${variable.reader.expects}`);
      unread.add(variable.field);
    }
    Object.assign(section, { [variable.field]: value });
  }
  faults.push(...invalid(section, Section).flatMap(([field, lines]) => (unread.has(field) ? [] : lines)));
  return section;
}

/** A variable's trimmed value; an empty one counts as unset. */
export function valueOf(env: Environment, name: string | undefined): string | undefined {
  const text = name === undefined ? undefined : env[name]?.trim();
  return text === '' ? undefined : text;
}

/** class-validator's complaints by field, with the variable's name in place of the field's. */
function invalid(section: object, Section: new () => object): [string, string[]][] {
  const names = new Map(declaredIn(Section).map(({ field, name }) => [field, name]));
  return validateSync(section, { forbidUnknownValues: false }).map(({ property, constraints = {} }) => {
    const lines = Object.values(constraints).map((line) =>
      line.replace(property, names.get(property) ?? property),
    );
    return [property, lines];
  });
}

function declaredIn(Section: new () => object): Declared[] {
  return DECLARED.get(Section.prototype as object) ?? [];
}
