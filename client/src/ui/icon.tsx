import type { ReactElement } from 'react';

export interface IconProps {
  /** Edge in pixels. */
  size?: number;
  className?: string | undefined;
  /** What fills its shapes; they are outlines otherwise. */
  fill?: string;
}

export type Icon = (props: IconProps) => ReactElement;

/** The component of an icon of 24 × 24 units. It is decoration: the text beside it, or a label, names its meaning. */
export function icon(shapes: string): Icon {
  return ({ size = 24, className, fill = 'none' }) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={fill}
      className={className}
      aria-hidden
      dangerouslySetInnerHTML={{ __html: shapes }}
    />
  );
}
