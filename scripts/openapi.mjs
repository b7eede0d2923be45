// npm run openapi: writes openapi.json from the built server, and the dashboard's types from it.
import { writeFileSync } from 'node:fs';
import { OPENAPI_FILE, TYPES_FILE, describeServer, typesOf } from './openapi/generate.mjs';

const text = await describeServer();
writeFileSync(OPENAPI_FILE, text);
writeFileSync(TYPES_FILE, await typesOf(text));
