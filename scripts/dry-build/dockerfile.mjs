/** @typedef {{ keyword: string, flags: Record<string, string>, text: string }} Instruction */
/** @typedef {{ base: string, name: string, instructions: Instruction[] }} Stage */

/** The stages of a Dockerfile, in order. @param {string} source @returns {Stage[]} */
export function parseDockerfile(source) {
  const lines = source
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  /** @type {Stage[]} */
  const stages = [];
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (keyword === 'FROM') stages.push(stageOf(rest, stages.length));
    else stages.at(-1)?.instructions.push({ keyword, ...withFlags(rest) });
  }
  return stages;
}

/** @param {string} from @param {number} place @returns {Stage} */
function stageOf(from, place) {
  const [base = '', , name = String(place)] = from.split(/\s+/);
  return { base, name, instructions: [] };
}

/** @param {string} rest */
function withFlags(rest) {
  /** @type {Record<string, string>} */
  const flags = {};
  const text = rest.replace(/^(--(\w[\w-]*)=(\S+)\s+)+/, (all) => {
    for (const [, name = '', value = ''] of all.matchAll(/--(\w[\w-]*)=(\S+)/g)) flags[name] = value;
    return '';
  });
  return { flags, text };
}

/** `A=1 B=2` as an object. @param {string} text */
export function variablesOf(text) {
  return Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value]) => [name, value]));
}

/** Whether patterns of a .dockerignore exclude a file. @param {string[]} patterns @param {string} path relative */
export function isIgnored(patterns, path) {
  const parts = path.split('/');
  return parts.some((_, at) => {
    const upTo = parts.slice(0, at + 1).join('/');
    return patterns.some(
      (pattern) => pattern === upTo || (pattern.startsWith('**/') && pattern.slice(3) === parts[at]),
    );
  });
}
