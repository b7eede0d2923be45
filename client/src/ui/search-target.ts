/** Marks the field that the search key focuses. */
export const SEARCH_KEY_TARGET = 'data-search-field';
