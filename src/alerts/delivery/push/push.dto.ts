import { Type } from 'class-transformer';
import { IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

export class PushStatusDto {
  /** Whether push messages are on, which ALERT_PUSH_CONTACT decides. */
  enabled!: boolean;
  /** Key with which a browser subscribes; `null` while they are off. @example 'BN…' */
  public_key!: string | null;
}

class PushKeysDto {
  /** Public key of the browser. @example 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4' */
  @Matches(/^[\w-]{80,100}=?$/, { message: 'keys.p256dh must be a P-256 point in Base64url' })
  p256dh!: string;

  /** Shared secret of the browser. @example 'q0Xb7Zt2kR9vL4mN8pW1sA' */
  @Matches(/^[\w-]{20,30}={0,2}$/, { message: 'keys.auth must be 16 bytes in Base64url' })
  auth!: string;
}

/** As `PushSubscription.toJSON()` gives it. */
export class PushSubscriptionDto {
  /** Address of the browser at its push service. @example 'https://push.example.net/JzLQ3raZJfFBR0aqvOMsLrt5' */
  @IsString({ message: 'endpoint must be the address of a push service' })
  @MaxLength(1_000, { message: 'endpoint must be shorter than 1000 characters' })
  endpoint!: string;

  @ValidateNested()
  @Type(() => PushKeysDto)
  keys!: PushKeysDto;

  /** Not used; browsers send it. */
  @IsOptional()
  expirationTime?: number | null;
}

export class PushEndpointDto {
  /** Address that was subscribed. @example 'https://push.example.net/JzLQ3raZJfFBR0aqvOMsLrt5' */
  @IsString({ message: 'endpoint must be the address of a push service' })
  @MaxLength(1_000, { message: 'endpoint must be shorter than 1000 characters' })
  endpoint!: string;
}

export class PushAnswerDto {
  /** Whether this browser gets push messages now. */
  subscribed!: boolean;
}
