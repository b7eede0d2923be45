import { WIRE_CODES } from '../lighter/wire.js';

/** An error in the exchange's form, as the clients of the exchange read it. The message holds no secret. */
export class ExchangeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ExchangeRefusal';
  }

  /** Body of a REST answer. */
  get body(): string {
    return JSON.stringify({ code: this.code, message: this.message });
  }

  /** Frame on a stream: the captured form, which clients take for an error of what they asked last. */
  get frame(): string {
    return JSON.stringify({ error: { code: this.code, message: this.message } });
  }
}

const HOW = ' (send an API key of this service, see /docs)';

export function invalidParam(what: string): ExchangeRefusal {
  return new ExchangeRefusal(400, WIRE_CODES.invalidParameter, `invalid param : ${what}`);
}

/** Nothing shows who asks. */
export function authMissing(): ExchangeRefusal {
  return invalidParam(`auth query param and Authorization header are empty${HOW}`);
}

/** @param channel as requested, with colons */
export function authRequired(channel: string): ExchangeRefusal {
  return invalidParam(`auth field is required: ${channel}`);
}

export function invalidAuth(reason: string): ExchangeRefusal {
  return new ExchangeRefusal(401, WIRE_CODES.invalidAuth, `invalid auth: ${reason}`);
}

export function noCredential(): ExchangeRefusal {
  return invalidAuth('no credential is configured for this account');
}

export function accountNotFound(): ExchangeRefusal {
  return new ExchangeRefusal(400, WIRE_CODES.accountNotFound, 'account not found');
}

export function notFound(): ExchangeRefusal {
  return new ExchangeRefusal(400, WIRE_CODES.notFound, 'not found');
}

export function tooManyRequests(retryAfterSeconds: number): ExchangeRefusal {
  return new ExchangeRefusal(429, WIRE_CODES.tooManyRequests, 'Too Many Requests!', {
    'retry-after': String(Math.max(1, retryAfterSeconds)),
  });
}

/** Every client of the exchange treats 5xx as worth a retry. */
export function unavailable(reason: string): ExchangeRefusal {
  return new ExchangeRefusal(503, WIRE_CODES.internalError, `internal server error: ${reason}`, {
    'retry-after': '1',
  });
}

/** The exchange's answer cannot be passed on. */
export function badGateway(reason: string): ExchangeRefusal {
  return new ExchangeRefusal(502, WIRE_CODES.internalError, `internal server error: ${reason}`);
}

/** A code that bots do not answer with another attempt. */
export function transactionRefused(reason: string): ExchangeRefusal {
  return new ExchangeRefusal(400, 21515, `transaction is not allowed: ${reason}`);
}

/** No readable answer to a transaction that was sent. */
export function outcomeUnknown(): ExchangeRefusal {
  return badGateway('the exchange did not confirm the transaction; it may have accepted it');
}
