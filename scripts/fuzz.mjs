// npm run fuzz [-- --rounds 300]: the long form of the fuzz test in `npm test`.
import { parseArgs } from 'node:util';
import { runJest } from './jest-step.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '300' } } });
process.env.FUZZ_ROUNDS = values.rounds;
const { passed, failed } = await runJest(['--selectProjects', 'e2e', '--', 'test/e2e/fuzz.spec.ts']);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
