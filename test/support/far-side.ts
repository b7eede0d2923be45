import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A request as a far side received it. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  raw: Buffer;
  /** Status of the answer. */
  answered: number;
}

export interface ScriptedAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** An HTTP server that remembers requests and answers by script; after the script as at first. */
export interface FarSide {
  url: string;
  received: Received[];
  /** Answers of the next requests. */
  script: ScriptedAnswer[];
  close(): Promise<void>;
}

export async function startFarSide(usual: ScriptedAnswer): Promise<FarSide> {
  const received: Received[] = [];
  const script: ScriptedAnswer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const raw = Buffer.concat(chunks);
      const answer = script.shift() ?? usual;
      received.push({ method, path, headers, body: raw.toString('utf8'), raw, answered: answer.status });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  const port = await listening(server);
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return closed(server);
  };
  return { url: `http://127.0.0.1:${port}`, received, script, close };
}

/** A mail server that remembers mails. `refusals` are answers to the next DATA (or to the command that a word names). */
export interface MailServer {
  port: number;
  mails: string[];
  logins: string[];
  /** Replies to the next command with this verb, once each. */
  refusals: Map<string, string>;
  /** Refuses every command, as during an outage. */
  isOut: boolean;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const logins: string[] = [];
  const refusals = new Map<string, string>();
  const sockets = new Set<Socket>();
  const state = { isOut: false };
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    let buffer = '';
    let mail: string | null = null;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const command = (line: string): void => {
      if (state.isOut) return say('421 far.side is not available');
      const verb = line.split(' ', 1)[0]!.toUpperCase();
      const refusal = refusals.get(verb);
      if (refusal !== undefined) {
        refusals.delete(verb);
        return say(refusal);
      }
      if (verb === 'EHLO') return say('250-far.side\r\n250 AUTH PLAIN');
      if (verb === 'AUTH') {
        logins.push(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString());
        return say('235 Authenticated');
      }
      if (verb === 'DATA') {
        mail = '';
        return say('354 Go on');
      }
      if (verb === 'QUIT') return void socket.end('221 Bye\r\n');
      say('250 OK');
    };
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      buffer += chunk.toString();
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (mail === null) command(line);
        else if (line === '.') {
          mails.push(mail);
          mail = null;
          say('250 Queued as 1');
        } else mail += `${line}\n`;
      }
    });
    say('220 far.side ESMTP');
  });
  const port = await listening(server);
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return closed(server);
  };
  return Object.assign(state, { port, mails, logins, refusals, close });
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Subject and body of a mail of one part, decoded. */
export function readableMail(mail: string): string {
  const [head = '', ...rest] = mail.split('\n\n');
  const headers = head.replace(/\n[ \t]+/g, ' ');
  const subject = /^Subject: (.*)$/m.exec(headers)?.[1] ?? '';
  return `Subject: ${decodedWords(subject)}\n\n${bodyOf(headers, rest.join('\n\n')).trim()}`;
}

function bodyOf(headers: string, body: string): string {
  if (/^Content-Transfer-Encoding: base64/im.test(headers)) return Buffer.from(body, 'base64').toString();
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(headers)) return body;
  return fromQuotedPrintable(body.replace(/=\n/g, ''));
}

/** RFC 2047. */
function decodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, form: string, word: string) =>
      form.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString()
        : fromQuotedPrintable(word.replaceAll('_', ' ')),
    );
}

function fromQuotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
