import { Switch as Primitive } from 'radix-ui';

export function Switch({
  label,
  on,
  onChange,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <Primitive.Root
      aria-label={label}
      checked={on}
      onCheckedChange={onChange}
      className="bg-line-strong data-[state=checked]:bg-accent relative h-5 w-9 shrink-0 rounded-full transition-colors"
    >
      <Primitive.Thumb className="bg-panel block size-4 translate-x-0.5 rounded-full shadow transition-transform data-[state=checked]:translate-x-[1.125rem]" />
    </Primitive.Root>
  );
}
