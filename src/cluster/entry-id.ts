/** Orders ids of entries, `<term>-<n>`: negative when `a` is the older. */
export function compareIds(a: string, b: string): number {
  const [termA = 0, nA = 0] = a.split('-').map(Number);
  const [termB = 0, nB = 0] = b.split('-').map(Number);
  return termA - termB || nA - nB;
}
