import { STATUS_CODES } from 'node:http';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';

/** An error that a client may see. `message` names the field for invalid input, and never holds a secret. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Problem';
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** Body of every error response; `detail` is for consumers of the original service. */
  toBody(): { statusCode: number; code: ProblemCode; error: string; message: string; detail: string } {
    const { status, error } = PROBLEMS[this.code];
    return { statusCode: status, code: this.code, error, message: this.message, detail: this.message };
  }
}

/** A whole HTTP/1.1 response that closes the connection, for sockets without a response object. */
export function rawResponse(problem: Problem): string {
  const body = JSON.stringify(problem.toBody());
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...problem.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n');
}
