/** What is kept of one followed channel, for the first frame of its next follower. */
export interface Keeper {
  /**
   * Takes a frame over. @returns `news`: pass it on; `known`: its followers have it already; `gap`: something is missing
   * before it, and the channel must be subscribed anew
   */
  take(kind: 'subscribed' | 'update', text: string): 'news' | 'known' | 'gap';
  /** The `subscribed/…` frame; `null` before the first frame. */
  snapshot(): string | null;
}
