import { readFileSync } from 'node:fs';
import { operations } from '../support/fuzz/openapi.js';
import { describeServer, OPENAPI_FILE, TYPES_FILE, typesOf } from '../../scripts/openapi/generate.mjs';

const UPDATE = 'is stale: run `npm run openapi` and check in what it writes';

/** Above this, parts of the document repeat that belong in its components: clients get a type for each copy. */
const MAX_LINES = 9500;

describe('the checked-in description of the API', () => {
  it('is that of the built server', async () => {
    if ((await describeServer()) !== readFileSync(OPENAPI_FILE, 'utf8'))
      throw new Error(`${OPENAPI_FILE} ${UPDATE}`);
  });

  it('is where the types of the dashboard come from', async () => {
    const types = await typesOf(readFileSync(OPENAPI_FILE, 'utf8'));
    if (types !== readFileSync(TYPES_FILE, 'utf8')) throw new Error(`${TYPES_FILE} ${UPDATE}`);
  });

  it('defines what repeats once, and so stays short', () => {
    const lines = readFileSync(OPENAPI_FILE, 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(MAX_LINES);
  });

  it('gives every parameter and response a description, and every JSON body an example', () => {
    const bare = operations().flatMap(({ method, path, summary, parameters, bodyExample, responses }) => [
      ...(summary ? [] : [`${method} ${path}`]),
      ...(bodyExample === null ? [`${method} ${path} body`] : []),
      ...parameters.filter(({ description }) => !description).map(({ name }) => `${method} ${path} ${name}`),
      ...Object.entries(responses)
        .filter(([, { description, content }]) => !description || lacksExample(content))
        .map(([status]) => `${method} ${path} ${status}`),
    ]);
    expect(bare).toEqual([]);
  });
});

function lacksExample(content: Record<string, { example?: unknown }> = {}): boolean {
  const json = content['application/json'];
  return json !== undefined && json.example === undefined;
}
