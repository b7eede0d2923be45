/** What a client gets that asks for nothing. */
const DEFAULT_CHANNELS = ['accounts', 'portfolio'];

/** Reads `?channels=account/1,portfolio` of a request's path; `none` is nothing. */
export function requestedChannels(url: string): string[] {
  const wish = new URL(url, 'http://localhost').searchParams.get('channels');
  if (wish === null) return DEFAULT_CHANNELS;
  if (wish === 'none') return [];
  return [
    ...new Set(
      wish
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
}
