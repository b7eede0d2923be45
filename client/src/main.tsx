import './main.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BASE_PATH, underBase } from './api/base-path.js';
import { App } from './app/app.js';
import { preloadView } from './app/views.js';
import { LiveStore } from './live/live-store.js';
import { SdkSource } from './live/sdk-source.js';
import { followTheme } from './preferences/theme.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

preloadView(location.pathname.slice(BASE_PATH.length));
followTheme();
const store = new LiveStore(new SdkSource(underBase('/ws')));

createRoot(root).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);
