import RefreshCw from 'lucide:refresh-cw';
import { useMayControl } from '../../api/use-session.js';
import { control } from '../../api/control.js';
import type { LinkState } from '../../live/model.js';
import { ConfirmButton } from '../../ui/confirm-button.js';
import { useAction } from '../../ui/use-action.js';

/** Actions on one connection. */
export function LinkActions({ link }: { link: LinkState }) {
  const { account_index, kind, account_name } = link;
  const what = `${kind === 'rest' ? 'REST' : 'stream'} of ${account_name}`;
  const reconnect = useAction('Reconnecting', `The ${what} is reconnecting.`, () =>
    control.reconnect(kind, account_index ?? 0),
  );
  const mayControl = useMayControl();
  if (account_index === null || !mayControl) return null;
  return (
    <ConfirmButton
      look="quiet"
      label={`Reconnect ${what}`}
      title={`Reconnect the ${what}?`}
      text="The connection closes and reopens immediately. Fills made meanwhile are recovered."
      action="Reconnect"
      disabled={reconnect.isPending}
      onConfirm={() => reconnect.mutate()}
    >
      <RefreshCw size={13} />
    </ConfirmButton>
  );
}
