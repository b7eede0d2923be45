import { Tabs as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps<T extends string> {
  label: string;
  value: T;
  tabs: readonly { id: T; label: string; count?: number | undefined }[];
  onChange: (id: T) => void;
  /** Content of the selected tab. */
  children: ReactNode;
}

export function Tabs<T extends string>({ label, value, tabs, onChange, children }: TabsProps<T>) {
  return (
    <Primitive.Root
      value={value}
      onValueChange={(id) => onChange(id as T)}
      className="flex min-h-96 flex-1 flex-col gap-2"
    >
      <Primitive.List
        aria-label={label}
        className="border-line flex shrink-0 gap-1 overflow-x-auto max-sm:gap-0 border-b"
      >
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.id}
            value={tab.id}
            className="text-muted hover:text-text data-[state=active]:border-accent data-[state=active]:text-text -mb-px flex items-center gap-1.5 border-b-2 border-transparent px-3 py-1.5 font-medium max-sm:px-2 whitespace-nowrap focus-visible:-outline-offset-2"
          >
            {tab.label}
            {tab.count !== undefined && <span className="text-muted num text-2xs">{tab.count}</span>}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      <Primitive.Content value={value} className="flex min-h-0 flex-1 flex-col">
        {children}
      </Primitive.Content>
    </Primitive.Root>
  );
}
