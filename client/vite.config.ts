import { resolve } from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { compressedAssets } from './build/compressed-assets.js';
import { fileList } from './build/file-list.js';
import { firstTypeface } from './build/first-typeface.js';
import { lucideIcons } from './build/lucide-icons.js';

const OUT = resolve(import.meta.dirname, '../dist/client');

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // Scripts and styles find their files relative to themselves, so that the dashboard works under any path.
  experimental: {
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  // The sources of packages/, so that a build of theirs is not needed first.
  resolve: { conditions: ['lighter-broadcaster-source', ...defaultClientConditions] },
  plugins: [lucideIcons(), react(), tailwind(), firstTypeface(), fileList(), compressedAssets(OUT)],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    rolldownOptions: {
      output: {
        // The small modules that several views share, and what they depend on, as one file: one each would weigh more than
        // its content. Larger ones stay with the views that need them.
        codeSplitting: {
          groups: [{ name: 'shared', test: /client\/src\//, minShareCount: 2, maxModuleSize: 1_500 }],
        },
      },
    },
  },
});
