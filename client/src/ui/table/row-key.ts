import { createContext } from 'react';

/** Which row the cells below belong to: an element of a table may come to show another one. */
export const RowKey = createContext('');
