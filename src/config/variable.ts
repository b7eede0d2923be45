import { validateSync } from 'class-validator';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How text becomes a value: `read` gives undefined for what it can't take, `expects` completes "NAME must be …". */
export interface Reader<T> {
  read(text: string): T | undefined;
  expects: string;
}

/** One environment variable as it is documented; `secret` means its value is shown nowhere. */
export interface VariableDoc {
  name: string;
  /** As one would write it; null when there is none. */
  default: string | null;
  meaning: string;
  secret: boolean;
}

interface VariableOptions {
  /** Read when the variable is unset or empty; without one the field is null. */
  default?: string;
  meaning: string;
  secret?: boolean;
  /** Another spelling in use, read when the first is unset. */
  alias?: string;
  reader: Reader<unknown>;
}

type Declared = VariableOptions & { name: string; field: string };

const DECLARED = new WeakMap<object, Declared[]>();

/** Declares that a field of a configuration section comes from the environment variable `name`. */
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

/** The section as the environment sets it; adds a line to `faults` for each variable that can't be used. */
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

/** What class-validator refuses: by field, lines that name the variable in place of the field. */
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
