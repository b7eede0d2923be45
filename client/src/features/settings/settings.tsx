import { AccountNames } from './account-names.js';
import { AlertSettings } from './alert-settings.js';
import { LookSettings } from './look-settings.js';
import { SessionSettings } from './session-settings.js';
import { ShortcutList } from './shortcut-list.js';

/** What this browser remembers, and who is signed in. */
export default function Settings() {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-2">
      <h1 className="px-1 pt-1 text-base font-semibold">Settings</h1>
      <p className="text-muted px-1">Kept in this browser only, and used at once.</p>
      <LookSettings />
      <AlertSettings />
      <AccountNames />
      <SessionSettings />
      <ShortcutList />
    </div>
  );
}
