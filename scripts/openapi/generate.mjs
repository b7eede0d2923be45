import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { formatText } from '../format-text.mjs';

export const OPENAPI_FILE = 'openapi.json';
export const TYPES_FILE = 'client/src/api/schema.generated.ts';

/** The OpenAPI document of the built server, formatted as it is checked in. */
export async function describeServer() {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/server/openapi-cli.js'], {
    maxBuffer: 32 * 1024 * 1024,
  });
  return formatText(OPENAPI_FILE, stdout);
}

/** @param {string} document OpenAPI as JSON @returns the types of its operations and schemas */
export async function typesOf(document) {
  /** @type {Parameters<typeof openapiTypescript>[0]} */
  const parsed = JSON.parse(document);
  return astToString(await openapiTypescript(parsed));
}
