/** A soft cap: longer files are usually two ideas. */
const LONGEST = 300;

/** @typedef {{ path: string, text: string }} SourceFile */

/**
 * Violations of the file rules in these files, one line each; empty when there are none.
 * @param {SourceFile[]} files
 */
export function violations(files) {
  const code = files.filter(({ path }) => /\.(ts|tsx|mjs)$/.test(path) && !/\.(generated|d)\.ts$/.test(path));
  return [
    ...code.flatMap(tooLong),
    ...files.flatMap(forbiddenText),
    ...files.flatMap(compiled),
    ...files.flatMap(lockGaps),
    ...files.flatMap(unverified),
  ];
}

/** A longer file, and no other, says why in its first line. @param {SourceFile} file */
function tooLong({ path, text }) {
  const lines = lineCount(text);
  const saysWhy = /^(\/\/|\/\*+) Long: \S/.test(text);
  if (saysWhy && lines <= LONGEST) return [`${path}: ${lines} lines are not long; remove its first line`];
  if (saysWhy || lines <= LONGEST) return [];
  return [`${path}: ${lines} lines; split it, or begin it with "// Long: <reason>"`];
}

/** @type {{ where: RegExp, what: RegExp, why: string }[]} */
const FORBIDDEN = [
  {
    where: /(^|\/)package-lock\.json$/,
    what: /"resolved": *"https?:/,
    why: 'a download address in a lock file',
  },
  {
    where: /./,
    what: /https?:\/\/[\w.-]*(registry|mirror)[\w.-]*/,
    why: 'the address of a package registry',
  },
  {
    where: /./,
    what: /(?<![\w.:/-])\/(home|Users|root|work|farm)\/\w/,
    why: 'an absolute path of one machine',
  },
  {
    where: /\.spec\.tsx?$/,
    what: /\b(it|test|describe)\.(skip|only|todo)\b|\bx(it|describe)\(|\bf(it|describe)\(/,
    why: 'a test that is switched off or singled out',
  },
  { where: /^(src|client\/src|packages)\//, what: /\b(TODO|FIXME)\b/, why: 'unfinished by its own words' },
  {
    // Not this file, which spells the idioms out, nor the fixtures, which keep what earlier releases wrote.
    where: /^(?!scripts\/file-rules\.mjs|test\/fixtures\/).*(\.(ts|tsx|mjs|md|html|sql)|\.env\.example)$/,
    what: /\b(told|tells of|ways? out|(is|are) borne|who(so)?ever|whatever|vouch(es|ed)?|stands at|such that|look(s|ed)? at|wish(es|ed)?|(every|some)body|own doing|counts? anew)\b/i,
    why: 'an idiom to avoid: use reported, egress, tolerated, any client, any, confirm, is at, so that, read, want, a client, caused by',
  },
];

/** @param {SourceFile} file */
function forbiddenText({ path, text }) {
  const rules = FORBIDDEN.filter(({ where }) => where.test(path));
  if (!rules.some(({ what }) => what.test(text))) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter(({ what }) => what.test(line)).map(({ why }) => `${path}:${index + 1}: ${why}`),
    );
}

/** @param {SourceFile} file */
function compiled({ path }) {
  return /^(src|test|bench|client\/src)\/.*\.js$/.test(path)
    ? [`${path}: compiled output beside its source`]
    : [];
}

/**
 * `npm ci` refuses a lock in which an optional package, even of another platform, is missing.
 * @param {SourceFile} file
 */
function lockGaps({ path, text }) {
  if (!/(^|\/)package-lock\.json$/.test(path)) return [];
  /** @type {{ packages?: Record<string, { optionalDependencies?: Record<string, string> }> }} */
  const lock = JSON.parse(text);
  const packages = lock.packages ?? {};
  return Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(
        (name) => !packages[`${at && `${at}/`}node_modules/${name}`] && !packages[`node_modules/${name}`],
      )
      .map((name) => `${path}: ${name}, which ${at || 'the project'} may use, is missing`),
  );
}

/**
 * npm verifies a download by its integrity only. Links and packages bundled in another have none.
 * @param {SourceFile} file
 */
function unverified({ path, text }) {
  if (!/(^|\/)package-lock\.json$/.test(path)) return [];
  /** @type {{ packages?: Record<string, { integrity?: string, link?: boolean, inBundle?: boolean }> }} */
  const lock = JSON.parse(text);
  return Object.entries(lock.packages ?? {})
    .filter(
      ([at, { integrity, link, inBundle }]) => /node_modules\//.test(at) && !integrity && !link && !inBundle,
    )
    .map(([at]) => `${path}: ${at} has no integrity`);
}

/** @param {string} text */
function lineCount(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
