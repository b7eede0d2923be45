import { resolve } from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  resolve: {
    alias: {
      'lighter-broadcaster-client': resolve(import.meta.dirname, '../packages/client/src/index.ts'),
    },
  },
  plugins: [react(), tailwind()],
  build: { outDir: '../dist/client', emptyOutDir: true },
});
