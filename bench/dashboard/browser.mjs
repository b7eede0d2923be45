// Headless Chromium over a pipe with only the requested instrumentation: a driver that follows the
// network would receive every frame of the socket and distort the measurement.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath } from '../../scripts/setup/chromium.mjs';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--hide-scrollbars',
  '--mute-audio',
  '--no-first-run',
  '--remote-debugging-pipe',
];

/** @typedef {Awaited<ReturnType<typeof openPage>>} Page */

/** One page of a browser of its own. @param {string} url @param {{ width: number, height: number }} size */
export async function openPage(url, { width, height }) {
  const profile = await mkdtemp(join(tmpdir(), 'bench-dashboard-'));
  const args = [...ARGS, `--window-size=${width},${height}`, `--user-data-dir=${profile}`];
  const browser = spawn(await chromiumPath(), args, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const call = caller(browser);
  const { targetId } = await call('Target.createTarget', { url: 'about:blank', width, height });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  /** @param {string} method @param {object} [params] @returns {Promise<any>} */
  const send = (method, params = {}) => call(method, params, sessionId);
  await send('Page.navigate', { url });
  return {
    send,
    /**
     * The value of the expression in the page, once its promise settles. @param {string} expression @returns
     * {Promise<any>}
     */
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async close() {
      const ended = once(browser, 'exit');
      await call('Browser.close').catch(() => browser.kill());
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Calls of the DevTools protocol: JSON, each ended by a zero byte. @param {import('node:child_process').ChildProcess} browser */
function caller(browser) {
  const [, , , requests, answers] = /** @type {any[]} */ (browser.stdio);
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let last = 0;
  let text = '';
  answers.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop() ?? '';
    for (const message of messages) settle(JSON.parse(message));
  });
  /** @param {{ id?: number, result?: object, error?: { message: string } }} answer */
  function settle({ id, result, error }) {
    const call = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  }
  browser.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`Chromium ended with ${code}`));
    waiting.clear();
  });
  /** @param {string} method @param {object} [params] @param {string} [sessionId] @returns {Promise<any>} */
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      requests.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
}
