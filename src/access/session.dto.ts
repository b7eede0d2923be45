import { IsString, MaxLength } from 'class-validator';

export class SignInDto {
  /** An API key's secret. @example 'lbk_…' */
  @IsString()
  @MaxLength(512)
  key!: string;
}

export class SessionDto {
  /** Name of the key, or `loopback` or `public` without one. @example 'bot' */
  name!: string;
  scope!: 'read' | 'admin';
  /** Accounts that are seen; `null` for all. @example [281001] */
  accounts!: number[] | null;
}

export class TicketDto {
  /** Goes into `?ticket=` of `/ws` or `/api/stream`, once. */
  ticket!: string;
  /** @example 30000 */
  expires_in_ms!: number;
}
