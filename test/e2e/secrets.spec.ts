import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExchangeClient } from '../support/exchange-client.js';
import { LiveView } from '../support/live-view.js';
import { startExchange, startProduct, type Product, type SimulatedExchange } from '../support/product.js';

/** Each secret is configured once; none may appear anywhere. */
const CANARY = {
  privateKey: 'c0ffee11'.repeat(10),
  token: 'ro:281002:single:1999999999:ca11ab1eca11ab1eca11ab1eca11ab1e',
  proxyUser: 'canary-proxy-user',
  proxyPassword: 'canary%2Fproxy%20password',
  proxyPasswordPlain: 'canary/proxy password',
  vendorUser: 'canaryvendoruser',
  vendorPassword: 'canaryvendorpassword',
  userOnly: 'canary-user-without-password',
  adminKey: 'canary-admin-key-secret',
  readKey: 'canary-read-key-secret',
  keyInFile: 'lbk_canary-key-that-is-in-a-file',
  supabaseKey: 'canary-supabase-service-role',
  sessionSecret: 'canary-session-secret-text',
  webhookPath: 'canary-webhook-path',
  webhookSecret: 'whsec_Y2FuYXJ5LXdlYmhvb2stc2lnbmluZy1zZWNyZXQ=',
  telegramToken: '123456789:canary-telegram-token-of-a-bot-x',
  discordToken: 'canary-discord-token',
  slackPath: 'canary-slack-path',
  ntfyToken: 'canary-ntfy-token',
  mailPassword: 'canary-mail-password',
  heartbeatPath: 'canary-heartbeat-path',
  transaction: 'canary-signature-of-a-transaction',
};
const CHANNELS = ['webhook', 'telegram', 'discord', 'slack', 'ntfy', 'email'];
/**
 * Texts that an error might contain: all but transactions, which are never kept, and bare keys, whose hashes alone are
 * known; keys in the form in which they are sent.
 */
const { adminKey, readKey, transaction, ...KNOWN } = CANARY;
const TELLING = [
  ...Object.values(KNOWN),
  `Authorization: Bearer ${adminKey}`,
  JSON.stringify({ 'x-api-key': readKey }),
].join(' ');
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../support/fail-on-signal.mjs')).href;

let exchange: SimulatedExchange;
let product: Product;
let folder: string;
const seen: string[] = [];

/** The discard port, on which nothing listens. */
const NOBODY = 9;

beforeAll(async () => {
  exchange = await startExchange('--seed', '3');
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  writeFileSync(join(folder, 'keys'), `filed:read:${CANARY.keyInFile}\n`);
  product = await startProduct({
    LIGHTER_BASE_URL: exchange.url,
    LIGHTER_WS_URL: exchange.ws_url,
    LOG_LEVEL: 'trace',
    Lighter_1_key_Account_Index: '281001',
    Lighter_1_key_PRIVATE: CANARY.privateKey,
    Lighter_2_token_Account_Index: '281002',
    Lighter_2_token_TOKEN: CANARY.token,
    Lighter_2_PROXY_1_URL: `http://${CANARY.proxyUser}:${CANARY.proxyPassword}@127.0.0.1:${NOBODY}`,
    Lighter_3_vendor_Account_Index: '281003',
    Lighter_3_PROXY_1_URL: `127.0.0.1:${NOBODY}:${CANARY.vendorUser}:${CANARY.vendorPassword}`,
    Lighter_4_user_Account_Index: '281004',
    Lighter_4_PROXY_1_URL: `socks5://${CANARY.userOnly}@127.0.0.1:${NOBODY}`,
    API_KEYS_FILE: join(folder, 'keys'),
    MIRROR_WRITES: 'pass',
    MIRROR_PATH_KEYS: 'on',
    ...{ NODE_OPTIONS: `--import ${PRELOAD}`, FAIL_BY: 'rejection', FAIL_TELLING: TELLING },
    API_KEYS: `owner:admin:${CANARY.adminKey},bot:read:${CANARY.readKey}:accounts=281001`,
    SESSION_SECRET: CANARY.sessionSecret,
    Supabase_Url: `http://127.0.0.1:${NOBODY}`,
    Supabase_service_role: CANARY.supabaseKey,
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${NOBODY}/${CANARY.webhookPath}`,
    ALERT_WEBHOOK_SECRET: CANARY.webhookSecret,
    ALERT_TELEGRAM_TOKEN: CANARY.telegramToken,
    ALERT_TELEGRAM_CHAT: '42',
    ALERT_TELEGRAM_API: `http://127.0.0.1:${NOBODY}`,
    ALERT_DISCORD_URL: `http://127.0.0.1:${NOBODY}/api/webhooks/1/${CANARY.discordToken}`,
    ALERT_SLACK_URL: `http://127.0.0.1:${NOBODY}/services/${CANARY.slackPath}`,
    ALERT_NTFY_URL: `http://:${CANARY.ntfyToken}@127.0.0.1:${NOBODY}/topic`,
    ALERT_EMAIL_URL: `smtp://me%40example.org:${CANARY.mailPassword}@127.0.0.1:${NOBODY}`,
    ALERT_EMAIL_TO: 'me@example.org',
    ALERT_HEARTBEAT_URL: `http://127.0.0.1:${NOBODY}/${CANARY.heartbeatPath}`,
  });
});

afterAll(async () => {
  await product?.stop();
  await exchange?.child.stop();
  rmSync(folder, { recursive: true });
});

async function visit(path: string, init: RequestInit = {}): Promise<void> {
  const headers = { 'x-api-key': CANARY.adminKey, ...(init.headers as Record<string, string> | undefined) };
  const response = await fetch(product.url + path, { ...init, headers });
  const cookies = response.headers.getSetCookie();
  const kept = [...response.headers].filter(([name]) => name !== 'set-cookie');
  seen.push(
    JSON.stringify(kept),
    await response.text(),
    ...cookies.map((cookie) => cookie.split(';').slice(1).join()),
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe('secrets', () => {
  it('appear in nothing that the service logs, writes or serves', async () => {
    const view = await LiveView.open(product.url, '/ws', { authorization: `Bearer ${CANARY.adminKey}` });
    view.socket.send(JSON.stringify({ op: 'subscribe', id: 1, channels: ['connections', 'incidents'] }));
    // Wait until the refused token and the dead proxies are reported.
    await view.until(() =>
      ['281001', '281002', '281003', '281004'].every((index) => incidentsOf(view).includes(index)),
    );

    const { body } = await fetch(`${product.url}/docs-json`, {
      headers: { 'x-api-key': CANARY.adminKey },
    }).then(async (response) => ({ body: (await response.json()) as { paths: Record<string, object> } }));
    const readable = Object.entries(body.paths).filter(
      ([path, methods]) => 'get' in methods && !path.includes('stream'),
    );
    for (const channel of CHANNELS) await visit(`/api/alerts/test?channel=${channel}`, { method: 'POST' });
    for (const [path] of readable) await visit(path.replace(/\{[^}]*\}/g, '281002'));
    await visit('/api/session', {
      method: 'POST',
      body: JSON.stringify({ key: CANARY.readKey }),
      headers: { 'content-type': 'application/json' },
    });
    await visit('/api/session', {
      method: 'POST',
      body: `{"key": ${CANARY.readKey}`,
      headers: { 'content-type': 'application/json' },
    });
    await visit(`/api/accounts?api_key=wrong`, { headers: { 'x-api-key': '' } });
    await visit('/api/accounts/281002', { headers: { 'x-api-key': CANARY.readKey } });
    await visit('/api/connections/reconnect', { method: 'POST' });

    const { ticket, cookie } = await enterByTicketAndCookie();
    await visit('/api/accounts', { headers: { 'x-api-key': CANARY.keyInFile } });
    await visit(`/ws?token=${CANARY.readKey}`, { headers: { 'x-api-key': '' } });
    await askTheMirror();

    seen.push(JSON.stringify(view.frames), titleOf(product.child.process.pid!));
    view.close();
    expect(await product.child.stop('SIGUSR2')).toBe(1);
    expect(product.child.output).toContain('an unexpected failure');
    seen.push(
      product.child.output,
      ...filesBelow(product.dataDir).map((path) => readFileSync(path, 'latin1')),
    );
    const everything = seen.join('\n').toLowerCase();
    const leaked = Object.entries({ ...CANARY, ticket, cookie }).filter(([, secret]) =>
      everything.includes(secret.toLowerCase()),
    );
    expect(leaked.map(([name]) => name)).toEqual([]);
    expect(everything).not.toMatch(/\d{10}:\d+:\d+:[0-9a-f]{160}/);
  });
});

/** Shows keys and tokens to the mirror wherever clients of the exchange do, accepted or not. */
async function askTheMirror(): Promise<void> {
  const secrets = [CANARY.readKey, CANARY.token, `1999999999:281001:2:${'ca11ab1e'.repeat(20)}`];
  const path = '/api/v1/accountActiveOrders?account_index=281001';
  for (const secret of secrets) {
    const shown = encodeURIComponent(secret);
    await visit(path, { headers: { authorization: secret, 'x-api-key': '' } });
    await visit(path, { headers: { 'x-api-key': secret } });
    for (const name of ['auth', 'authorization', 'api_key'])
      await visit(`${path}&${name}=${shown}`, { headers: { 'x-api-key': '' } });
    await visit(`/api/v1/orderBooks?${shown}=1`);
    for (const below of [path, '/api/accounts', '/', '/%zz'])
      await visit(`/as/${shown}${below}`, { headers: { 'x-api-key': '' } });
    for (const stream of [`/stream?auth=${shown}`, `/as/${shown}/stream`, `/as/${shown}/ws`]) {
      const client = await ExchangeClient.open(product.url.replace('http', 'ws') + stream);
      if (client.closed) continue;
      await client.subscribe('account_all_orders/281001', secret);
      await client.subscribe(`ticker/${secret}`);
      await client.ask(`{"type": ${secret}`);
      seen.push(...client.frames);
      client.close();
    }
  }
  for (const tx_info of [`{"AccountIndex":281002,"Sig":"${transaction}"}`, transaction]) {
    const body = new URLSearchParams({ tx_type: '14', tx_info });
    await visit('/api/v1/sendTx', { method: 'POST', body });
  }
}

/** Uses a ticket for a WebSocket, another for an event stream, and a session cookie. */
async function enterByTicketAndCookie(): Promise<{ ticket: string; cookie: string }> {
  const headers = { 'x-api-key': CANARY.adminKey };
  const issue = async (): Promise<string> => {
    const answer = await fetch(`${product.url}/api/ws/ticket`, { method: 'POST', headers });
    return ((await answer.json()) as { ticket: string }).ticket;
  };
  const used = await LiveView.open(product.url, `/ws?ticket=${await issue()}`);
  used.close();
  const ticket = await issue();
  const stream = await fetch(`${product.url}/api/stream?channels=incidents,connections&ticket=${ticket}`);
  const { value } = await stream.body!.getReader().read();
  seen.push(Buffer.from(value).toString(), JSON.stringify(used.frames));
  await visit(`/api/accounts?ticket=${ticket}`, { headers: { 'x-api-key': '' } });
  const signedIn = await fetch(`${product.url}/api/session`, {
    method: 'POST',
    body: JSON.stringify({ key: CANARY.adminKey }),
    headers: { 'content-type': 'application/json' },
  });
  const [, cookie = ''] = /^[^=]+=([^;]+)/.exec(signedIn.headers.getSetCookie()[0]!) ?? [];
  await visit('/api/session', { headers: { cookie: `lighter_session=${cookie}`, 'x-api-key': '' } });
  return { ticket, cookie };
}

function incidentsOf(view: LiveView): string {
  return JSON.stringify(view.frames.filter(({ channel }) => channel === 'incidents'));
}

/** The process title, as every user of the machine sees it. */
function titleOf(pid: number): string {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
}

describe('a failed start', () => {
  it('names the variables and shows no values', async () => {
    const failed = startProduct({
      Lighter_1_key_Account_Index: '281001',
      Lighter_1_key_PRIVATE: `${CANARY.privateKey}00`,
      Lighter_1_PROXY_1_URL: `ftp://${CANARY.proxyUser}:${CANARY.vendorPassword}@host`,
      API_KEYS: `owner:write:${CANARY.adminKey}`,
      Supabase_service_role: CANARY.supabaseKey,
    });
    const message = await failed.then(
      () => 'started',
      (error: unknown) => (error as Error).message,
    );
    for (const name of ['Lighter_1_key_PRIVATE', 'Lighter_1_PROXY_1_URL', 'API_KEYS', 'Supabase_Url']) {
      expect(message).toContain(name);
    }
    for (const secret of Object.values(CANARY)) expect(message).not.toContain(secret);
  });
});
