/** A refusal in the exchange's format: HTTP status for REST, `code` and `message` for both REST and sockets. */
export class ApiError extends Error {
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

export const invalidParam = (what: string): ApiError => new ApiError(400, 20001, `invalid param : ${what}`);
export const invalidAuth = (why: string): ApiError => new ApiError(401, 20013, `invalid auth: ${why}`);
export const authMissing = (): ApiError =>
  invalidParam('auth query param and Authorization header are empty');
export const accountNotFound = (): ApiError => new ApiError(400, 21100, 'account not found');
export const notFound = (): ApiError => new ApiError(400, 29404, 'not found');
export const tooManyRequests = (): ApiError => new ApiError(429, 23000, 'Too Many Requests!');
export const restricted = (): ApiError =>
  new ApiError(
    400,
    20558,
    'You are accessing Lighter from a restricted jurisdiction. For more information, see the https://lighter.xyz/terms',
  );
