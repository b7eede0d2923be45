/** A refusal in the exchange's format: HTTP status for REST, `code` and `message` for both REST and sockets. */
export class SimulatedError extends Error {
  constructor(
    readonly http: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  /** The REST body. */
  get body(): string {
    return JSON.stringify({ code: this.code, message: this.message });
  }

  /** The socket's error frame, which names no channel and has no `type`. */
  get frame(): string {
    return JSON.stringify({ error: { code: this.code, message: this.message } });
  }
}

export const invalidParam = (what: string): SimulatedError =>
  new SimulatedError(400, 20001, `invalid param : ${what}`);
export const invalidAuth = (why: string): SimulatedError =>
  new SimulatedError(401, 20013, `invalid auth: ${why}`);
export const authMissing = (): SimulatedError =>
  invalidParam('auth query param and Authorization header are empty');
export const accountNotFound = (): SimulatedError => new SimulatedError(400, 21100, 'account not found');
export const notFound = (): SimulatedError => new SimulatedError(400, 29404, 'not found');
export const tooManyRequests = (): SimulatedError => new SimulatedError(429, 23000, 'Too Many Requests!');
export const restricted = (): SimulatedError =>
  new SimulatedError(
    400,
    20558,
    'You are accessing Lighter from a restricted jurisdiction. For more information, see the https://lighter.xyz/terms',
  );
