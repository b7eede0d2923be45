/** Body of every error answer. */
export class ProblemDto {
  /** The HTTP status once more. @example 404 */
  statusCode!: number;
  /** Stable name of what went wrong: branch on this. @example 'ACCOUNT_NOT_FOUND' */
  code!: string;
  /** @example 'Not Found' */
  error!: string;
  /** What went wrong in words; names the field where input was at fault. @example 'Account 99 is not configured' */
  message!: string;
  /** The same once more, for consumers of the original service. @example 'Account 99 is not configured' */
  detail!: string;
}
