/** Body of every error response. */
export class ProblemDto {
  /** HTTP status of the response. @example 404 */
  statusCode!: number;
  /** Stable error code; branch on this. @example 'ACCOUNT_NOT_FOUND' */
  code!: string;
  /** Reason phrase of the status. @example 'Not Found' */
  error!: string;
  /** What is wrong, in words; names the field if the input is invalid. @example 'Account 99 is not configured' */
  message!: string;
  /** Same as `message`, for clients of the original service. @example 'Account 99 is not configured' */
  detail!: string;
}
