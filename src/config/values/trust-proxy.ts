import ipaddr from 'ipaddr.js';
import type { Reader } from '../variable.js';

/** Trust in `X-Forwarded-For`: none, all, a number of hops, or these addresses and networks. */
export type TrustProxy = boolean | number | readonly string[];

const NAMED = ['loopback', 'linklocal', 'uniquelocal'];

function isAddress(text: string): boolean {
  return NAMED.includes(text) || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

export const trustProxy: Reader<TrustProxy> = {
  read: (text) => {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    if (/^\d{1,2}$/.test(text)) return Number(text);
    const addresses = text.split(',').map((entry) => entry.trim());
    return addresses.every(isAddress) ? addresses : undefined;
  },
  expects: 'true, false, a number of hops, or addresses and networks separated by commas',
};
