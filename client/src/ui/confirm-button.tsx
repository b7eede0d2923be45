import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button.js';

interface ConfirmButtonProps {
  children: ReactNode;
  /** The question, and what happens on confirmation. */
  title: string;
  text: string;
  /** Label of the dialog's button. */
  action: string;
  look?: 'plain' | 'quiet' | 'danger';
  disabled?: boolean;
  label?: string;
  onConfirm: () => void;
}

/** A button that asks for confirmation. */
export function ConfirmButton({
  children,
  title,
  text,
  action,
  look = 'plain',
  disabled = false,
  label,
  onConfirm,
}: ConfirmButtonProps) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>
        <Button look={look} disabled={disabled} aria-label={label} title={label}>
          {children}
        </Button>
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-black/50" />
        <AlertDialog.Content className="bg-panel border-line-strong fixed top-1/3 left-1/2 z-50 w-96 max-w-[calc(100vw-2rem)] -translate-x-1/2 rounded-lg border p-4 shadow-xl">
          <AlertDialog.Title className="text-sm font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted mt-1">{text}</AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="primary" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
