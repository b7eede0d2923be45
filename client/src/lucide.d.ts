/** Made by client/build/lucide-icons.ts. */
declare module 'lucide:*' {
  const icon: import('./ui/icon.js').Icon;
  export default icon;
}
