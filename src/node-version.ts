/** As in scripts/setup/node-version.mjs, which is not part of the build. */
export const OLDEST_NODE = '22.19.0';

export function isRecentEnough(version: string, oldest = OLDEST_NODE): boolean {
  const have = version.split('.').map(Number);
  const need = oldest.split('.').map(Number);
  const at = need.findIndex((part, index) => part !== have[index]);
  return at === -1 || have[at]! > need[at]!;
}
