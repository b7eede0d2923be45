import ipaddr from 'ipaddr.js';
import type { Reader } from '../variable.js';

/**
 * Trust in the headers of reverse proxies: none, all, a number of hops, these addresses and networks, or the header that
 * holds nothing but the client's address.
 */
export type TrustProxy = boolean | number | readonly string[] | { readonly header: string };

const NAMED = ['loopback', 'linklocal', 'uniquelocal'];

export const trustProxy: Reader<TrustProxy> = {
  read: (text) => {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    if (/^\d{1,2}$/.test(text)) return Number(text);
    const [, header] = /^header:([\w-]{1,64})$/i.exec(text) ?? [];
    if (header !== undefined) return { header: header.toLowerCase() };
    const networks = text.split(',').flatMap((entry) => networksOf(entry.trim()));
    return networks.every(isNetwork) ? networks : undefined;
  },
  expects:
    'true, false, a number of hops, addresses and networks separated by commas (private for all private ranges), ' +
    'or header:<name>',
};

function networksOf(entry: string): readonly string[] {
  return entry === 'private' ? NAMED : [entry];
}

function isNetwork(text: string): boolean {
  return NAMED.includes(text) || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}
