import { readFileSync } from 'node:fs';
import { format } from 'oxfmt';

/**
 * Formats a text as `npm run format` would format the file.
 * @param {string} file its name, which decides the language
 * @param {string} text
 */
export async function formatText(file, text) {
  /** @type {import('oxfmt').FormatConfig} */
  const options = JSON.parse(readFileSync('.oxfmtrc.json', 'utf8'));
  const { code, errors } = await format(file, text, options);
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  return code;
}
