import './main.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <h1 className="p-4 text-xl font-semibold">Lighter Broadcaster</h1>
  </StrictMode>,
);
