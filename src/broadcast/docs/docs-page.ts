import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { ERROR_CODES } from 'lighter-broadcaster-protocol/errors';
import { CHANNELS } from './channel-docs.js';
import { CLIENT_OPS, SERVER_FRAMES } from './frame-schemas.js';
import type { JsonSchema } from './json-schema.js';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1f24;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d8dce2}
code{font-family:ui-monospace,monospace;font-size:.92em}h2{margin-top:2.5rem}
@media(prefers-color-scheme:dark){body{color:#e3e6ea;background:#14161a}th,td{border-color:#343a43}a{color:#7fb0ff}}`;

/** The protocol of `/ws` as an HTML page, rendered from the same tables as the AsyncAPI document. */
export function docsPage(): string {
  const messages = (all: Record<string, { summary: string; schema: JsonSchema }>): string =>
    table(
      ['name', 'fields', 'meaning'],
      Object.entries(all).map(([name, { summary, schema }]) => [
        code(name),
        fieldsOf(schema),
        escape(summary),
      ]),
    );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lighter Broadcaster WebSocket</title><style>${STYLE}</style></head><body>
<h1>WebSocket <code>/ws</code></h1>
<p>Flat JSON frames, protocol version 1. <code>GET /api/stream</code> sends the same frames as Server-Sent Events. Machine-readable: <a href="/docs/asyncapi.json">AsyncAPI 3</a>. REST: <a href="/docs">OpenAPI</a>.</p>
<h2>Channels</h2>${table(
    ['channel', 'meaning', 'resumes'],
    CHANNELS.map(({ name, meaning, resumes }) => [
      code(name),
      escape(meaning),
      resumes ? 'yes' : 'no, sends a snapshot',
    ]),
  )}
<h2>Client to server</h2>${messages(CLIENT_OPS)}
<h2>Server to client</h2>${messages(SERVER_FRAMES)}
<h2>Errors</h2>${table(
    ['code', 'meaning'],
    Object.entries(ERROR_CODES).map(([name, meaning]) => [code(name), escape(meaning)]),
  )}
<h2>Close codes</h2>${table(
    ['code', 'meaning', 'reason', 'reconnect', 'what to do'],
    Object.values(CLOSE_CODES).map(({ code: number, meaning, reason, reconnect, what_to_do }) => [
      code(String(number)),
      escape(meaning),
      escape(reason),
      reconnect ? 'yes' : 'no',
      escape(what_to_do),
    ]),
  )}
</body></html>`;
}

function fieldsOf({ properties, required = [] }: JsonSchema): string {
  const names = Object.keys(properties as object).filter((name) => name !== 'type' && name !== 'op');
  return names.map((name) => code((required as string[]).includes(name) ? name : `${name}?`)).join(', ');
}

function table(head: string[], rows: string[][]): string {
  const cells = (tag: string, values: string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${value}</${tag}>`).join('')}</tr>`;
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]!);
}
