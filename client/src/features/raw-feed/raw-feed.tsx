import { useQuery } from '@tanstack/react-query';
import Copy from 'lucide:copy';
import Pause from 'lucide:pause';
import Play from 'lucide:play';
import { useMemo, useState } from 'react';
import { ApiError } from '../../api/http.js';
import { rawMessages, type RawMessage } from '../../api/raw-messages.js';
import { timeOfDay } from '../../format/time.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { SearchField } from '../../ui/search-field.js';
import { copyText } from '../../ui/copy-text.js';
import { announce } from '../../ui/toasts.js';
import { Loading } from '../../ui/unknown.js';

const SHOWN = 200;
const REFRESH_MS = 1_000;

/** The latest frames of the exchange, verbatim. They are not pushed to clients, so this view polls while it is visible. */
export default function RawFeed() {
  const [paused, setPaused] = useState(false);
  const [search, setSearch] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['raw-messages'],
    queryFn: () => rawMessages(SHOWN),
    refetchInterval: paused ? false : REFRESH_MS,
    enabled: !paused,
  });
  const shown = useMemo(
    () => data?.filter(({ message }) => message.toLowerCase().includes(search.toLowerCase())),
    [data, search],
  );
  return (
    <Panel
      title="Raw feed"
      count={shown?.length}
      className="min-h-80 flex-1"
      aside={
        <>
          <SearchField label="Search raw messages" value={search} onChange={setSearch} />
          <Button onClick={() => setPaused(!paused)} aria-pressed={paused}>
            {paused ? <Play size={13} /> : <Pause size={13} />}
            {paused ? 'Go on' : 'Pause'}
          </Button>
        </>
      }
    >
      {error ? (
        <Notice
          title="The raw messages cannot be read"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error instanceof ApiError && error.status === 403
            ? 'They require an admin key. Sign in with one.'
            : error.message}
        </Notice>
      ) : (
        <ol
          className="border-line min-h-0 flex-1 overflow-auto border-t font-mono text-xs"
          tabIndex={0}
          aria-label="Raw messages, newest first"
        >
          {!shown && (
            <li className="p-3">
              <Loading />
            </li>
          )}
          {shown?.map((message, place) => (
            <RawLine key={`${message.timestamp} ${shown.length - place}`} message={message} />
          ))}
        </ol>
      )}
      {shown?.length === 0 && !error && (
        <Notice title="No messages">
          {search ? 'No message contains that text.' : 'No frames received yet.'}
        </Notice>
      )}
    </Panel>
  );
}

const NOT_COPIED = {
  tone: 'warn',
  text: 'The browser does not allow this page to copy. Select the message and copy it with the keyboard.',
} as const;

function RawLine({ message: { timestamp, account_indexes, message } }: { message: RawMessage }) {
  const copy = async (): Promise<void> => {
    const copied = await copyText(message);
    announce(copied ? { tone: 'up', text: 'Copied.' } : NOT_COPIED);
  };
  return (
    <li className="border-line/60 hover:bg-hover grid grid-cols-[auto_1fr_auto] items-start gap-x-3 border-b px-3 py-1 sm:grid-cols-[auto_auto_1fr_auto]">
      <span className="num text-muted">{timeOfDay(timestamp * 1_000)}</span>
      <span className="text-muted w-20 truncate">{account_indexes.join(', ') || 'markets'}</span>
      <span className="min-w-0 break-all max-sm:order-last max-sm:col-span-full">{message}</span>
      <button
        type="button"
        aria-label="Copy message"
        title="Copy"
        className="text-muted hover:text-text p-1"
        onClick={() => void copy()}
      >
        <Copy size={12} />
      </button>
    </li>
  );
}
