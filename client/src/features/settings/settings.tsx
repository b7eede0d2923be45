import { useState } from 'react';
import { keepPreferences } from '../../preferences/preferences-store.js';
import { AccountNames } from './account-names.js';
import { AlertChannels } from './alert-channels.js';
import { AlertRules } from './alert-rules.js';
import { AlertSettings } from './alert-settings.js';
import { LookSettings } from './look-settings.js';
import { PushSettings } from './push-settings.js';
import { SavedViews } from './saved-views.js';
import { SessionSettings } from './session-settings.js';
import { ShortcutList } from './shortcut-list.js';

/** Preferences of this browser, and the current session. */
export default function Settings() {
  const [kept] = useState(keepPreferences);
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-2">
      <h1 className="px-1 pt-1 text-base font-semibold">Settings</h1>
      {kept ? (
        <p className="text-muted px-1">
          Kept in this browser only, unless it says otherwise; changes apply at once.
        </p>
      ) : (
        <p role="alert" className="text-warn px-1">
          This browser does not let the page keep anything: what you choose here is lost with the page. Allow
          site data for this address.
        </p>
      )}
      <LookSettings />
      <SavedViews />
      <AlertSettings />
      <PushSettings />
      <AlertChannels />
      <AlertRules />
      <AccountNames />
      <SessionSettings />
      <ShortcutList />
    </div>
  );
}
