import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import type { PushSubscription } from '../../src/alerts/delivery/push/push-store.port.js';
import type { Received } from './far-side.js';

/** A browser that subscribes and reads what its push service got, as RFC 8291 and RFC 8292 describe. */
export class PushBrowser {
  private readonly ecdh = createECDH('prime256v1');
  private readonly auth = randomBytes(16);

  constructor(private readonly endpoint: string) {
    this.ecdh.generateKeys();
  }

  /** What the browser sends to the service. */
  get subscription(): Pick<PushSubscription, 'endpoint' | 'keys'> {
    const p256dh = this.ecdh.getPublicKey('base64url');
    return { endpoint: this.endpoint, keys: { p256dh, auth: this.auth.toString('base64url') } };
  }

  /** The payload of a message, decrypted. */
  read({ raw }: Received): { title: string; text: string; url: string | null; id: string; tone: string } {
    const salt = raw.subarray(0, 16);
    const sender = raw.subarray(21, 21 + raw[20]!);
    const box = raw.subarray(21 + raw[20]!);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.ecdh.getPublicKey(), sender]);
    const ikm = derive(this.ecdh.computeSecret(sender), this.auth, info, 32);
    const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(box.subarray(-16));
    const padded = Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()]);
    const text = padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
    return JSON.parse(text) as ReturnType<PushBrowser['read']>;
  }
}

/** Claims of the sender, if its signature holds for this key. */
export function vapidClaims({ headers }: Received, publicKey: string): { aud: string; sub: string } {
  const [, token = '', key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  if (key !== publicKey) throw new Error('The message is of another sender.');
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! };
  const signer = createPublicKey({ key: jwk, format: 'jwk' });
  const text = Buffer.from(`${head}.${claims}`);
  const proof = Buffer.from(signature, 'base64url');
  if (!verify('sha256', text, { key: signer, dsaEncoding: 'ieee-p1363' }, proof))
    throw new Error('The signature of the sender does not hold.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; sub: string };
}

function derive(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
