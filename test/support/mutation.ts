import fc from 'fast-check';

const STRANGE = [
  null,
  [],
  {},
  '',
  'x',
  -1,
  1.5,
  true,
  [[[]]],
  { __proto__: null, '0': null },
  '1e999',
  9007199254740993n,
];

/** A JSON text damaged as a hostile or broken server would: values swapped, fields lost, bytes cut or flipped. */
export function mutatedText(text: string): fc.Arbitrary<string> {
  return fc.oneof(structural(text), textual(text));
}

function structural(text: string): fc.Arbitrary<string> {
  return fc.array(fc.tuple(fc.nat(), fc.nat(STRANGE.length)), { minLength: 1, maxLength: 3 }).map((steps) => {
    const root = JSON.parse(text) as object;
    for (const [where, what] of steps) damage(root, where, what);
    return JSON.stringify(root, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  });
}

function damage(root: object, where: number, what: number): void {
  const slots: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      slots.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key]);
    }
  };
  visit(root);
  const slot = slots[where % Math.max(1, slots.length)];
  if (!slot) return;
  const [node, key] = slot;
  if (what === STRANGE.length) delete node[key];
  else node[key] = structuredClone(STRANGE[what]);
}

function textual(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 4, unit: 'binary' }))
    .map(([at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut));
}
