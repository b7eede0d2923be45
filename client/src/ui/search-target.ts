/** Marks the field that the search key goes to. */
export const SEARCH_KEY_TARGET = 'data-search-field';
