import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Claims as text that only holders of a secret can write: `<claims>.<signature>`, both base64url. The claims can be read
 * by anyone.
 */
export class SignedClaims<T extends object> {
  /** @param purpose keeps apart what is signed with the same secret for other uses */
  constructor(
    private readonly secret: string,
    private readonly purpose: string,
  ) {}

  sign(claims: T): string {
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${text}.${this.signatureOf(text)}`;
  }

  /** @returns `null` for a text that was not signed with this secret for this purpose */
  read(signed: string): T | null {
    const [text = '', signature = ''] = signed.split('.', 2);
    const expected = Buffer.from(this.signatureOf(text));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as T;
  }

  private signatureOf(text: string): string {
    return createHmac('sha256', this.secret).update(`${this.purpose}${text}`).digest('base64url');
  }
}
