import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Exactly one of the two. */
export class SignInDto {
  /** An API key's secret. @example 'lbk_…' */
  @IsOptional()
  @IsString()
  @MaxLength(512)
  key?: string;

  /** A sign-in ticket, from the fragment of a sign-in link. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  ticket?: string;
}

export class SessionDto {
  /** Name of the key; `loopback` or `public` for callers without one. @example 'bot' */
  name!: string;
  scope!: 'read' | 'admin';
  /** Visible accounts; `null` for all. @example [281001] */
  accounts!: number[] | null;
}

export class TicketDto {
  /** Valid once, for its purpose only. */
  ticket!: string;
  /** @example 30000 */
  expires_in_ms!: number;
}
