/**
 * Request headers with which a caller gives up rights of its key for one request. They can only narrow. A frontend
 * instance sends those of its own caller, so that the collecting instance applies them too.
 */

/** `read` or `admin`. */
export const RESTRICT_SCOPE = 'x-restrict-scope';

/** Account indexes separated by commas; an empty value means none. */
export const RESTRICT_ACCOUNTS = 'x-restrict-accounts';

/** Name of the caller for whom a frontend instance asks. It is shown beside the name of the key, and grants nothing. */
export const ON_BEHALF_OF = 'x-on-behalf-of';
