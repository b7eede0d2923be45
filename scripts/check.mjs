// Runs one check and shows its output: `node scripts/check.mjs lint`.
import { CHECKS } from './checks.mjs';
import { runChild } from './setup/child.mjs';
import { nodeArguments } from './setup/tools.mjs';

const commands = CHECKS[process.argv[2] ?? ''];
if (!commands) throw new Error(`usage: node scripts/check.mjs <${Object.keys(CHECKS).join('|')}>`);

for (const command of commands) {
  const { code } = await runChild(process.execPath, nodeArguments(process.cwd(), command), {
    stdio: 'inherit',
  });
  process.exitCode = process.exitCode || code;
}
