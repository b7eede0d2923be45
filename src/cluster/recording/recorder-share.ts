/** The share whose owner stores the history. Its log holds nothing but takeovers. */
export const RECORDER = 'recorder';
