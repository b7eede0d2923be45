import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, Length, Matches } from 'class-validator';

const LENGTH = 40;
const MAX_TAGS = 20;
const NO_CONTROL = /^[^\p{C}]*$/u;

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim() : value;

/** Fields that are absent stay; `null` returns to the configured value. */
export class LabelChangeDto {
  /** What people call the account. @example 'desk05' */
  @Transform(trimmed)
  @IsOptional()
  @IsString()
  @Length(1, LENGTH)
  @Matches(NO_CONTROL, { message: 'label must not have control characters' })
  label?: string | null;

  /** Group of the account. @example 'market-making' */
  @Transform(trimmed)
  @IsOptional()
  @IsString()
  @Length(1, LENGTH)
  @Matches(NO_CONTROL, { message: 'group must not have control characters' })
  group?: string | null;

  /** All tags. @example ['eu', 'hedged'] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, LENGTH, { each: true })
  @Matches(NO_CONTROL, { each: true, message: 'tags must not have control characters' })
  tags?: string[];
}

export class AccountLabelledDto {
  /** @example 281001 */
  account_index!: number;
  /** As readers see it now. @example 'desk05' */
  label!: string | null;
  /** @example 'market-making' */
  group!: string | null;
  /** @example ['eu', 'hedged'] */
  tags!: string[];
}
