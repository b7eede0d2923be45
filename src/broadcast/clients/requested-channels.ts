/** Channels of a client that requests none. */
const DEFAULT_CHANNELS = ['accounts', 'portfolio'];

/** Reads `?channels=account/1,portfolio` from a request's path and query; `none` means no channels. */
export function requestedChannels(url: string): string[] {
  const requested = new URL(url, 'http://localhost').searchParams.get('channels');
  if (requested === null) return DEFAULT_CHANNELS;
  if (requested === 'none') return [];
  return [
    ...new Set(
      requested
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
}
