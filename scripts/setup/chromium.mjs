import { existsSync } from 'node:fs';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/** The system's Chromium if installed, else the one from npm (Linux x64). */
export async function chromiumPath() {
  const installed = SYSTEM.find((path) => existsSync(path));
  if (installed) return installed;
  // Makes the package use its bundled libraries; read on import.
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

/** A headless Chromium. @param {string[]} [args] further arguments */
export async function launchChromium(args = []) {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: await chromiumPath(), args: [...ARGS, ...args] });
}
