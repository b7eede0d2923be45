import './main.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { LiveStore } from './live/live-store.js';
import { SocketSource } from './live/socket-source.js';
import { followTheme } from './preferences/theme.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

followTheme();
const store = new LiveStore(new SocketSource());
store.start();

createRoot(root).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);
