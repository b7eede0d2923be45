import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface CheckMenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  items: readonly { id: string; label: string }[];
  checked: readonly string[];
  onChange: (checked: string[]) => void;
}

/** A menu of check items; it stays open while the user checks several. */
export default function CheckMenu({ trigger, items, checked, onChange }: CheckMenuProps) {
  const toggle = (id: string, on: boolean): void =>
    onChange(on ? [...checked, id] : checked.filter((other) => other !== id));
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="bg-panel border-line-strong z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 overflow-y-auto rounded-md border p-1 text-xs shadow-lg"
        >
          {items.map(({ id, label }) => (
            <DropdownMenu.CheckboxItem
              key={id}
              checked={checked.includes(id)}
              onCheckedChange={(on) => toggle(id, on)}
              onSelect={(event) => event.preventDefault()}
              className="data-highlighted:bg-hover flex cursor-pointer items-center gap-2 rounded px-2 py-1 outline-none"
            >
              <span className="border-line-strong grid size-3.5 shrink-0 place-items-center rounded-sm border">
                <DropdownMenu.ItemIndicator className="bg-accent size-2 rounded-[1px]" />
              </span>
              {label}
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
