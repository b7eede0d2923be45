// npm run openapi: writes openapi.json, the document of the built server, and from it the types of the dashboard.
import { writeFileSync } from 'node:fs';
import { OPENAPI_FILE, TYPES_FILE, describeServer, typesOf } from './openapi/generate.mjs';

const text = await describeServer();
writeFileSync(OPENAPI_FILE, text);
writeFileSync(TYPES_FILE, await typesOf(text));
