import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';

export class PortfolioQueryDto {
  /** Sums the known accounts although some are unknown; without it such a total is `null`. @example false */
  @IsOptional()
  @Transform(({ value }: TransformFnParams) =>
    value === 'true' ? true : value === 'false' ? false : String(value),
  )
  @IsBoolean({ message: 'partial must be true or false' })
  partial?: boolean;
}
