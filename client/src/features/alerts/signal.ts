const PITCH_HZ = 660;
const LENGTH_S = 0.18;
const LOUDNESS = 0.08;
const SHOWN = 3;

/** A short soft tone. Browsers allow it once the user has touched the page. */
export function playTone(): void {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: PITCH_HZ });
  const volume = new GainNode(context, { gain: LOUDNESS });
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + LENGTH_S);
  tone.connect(volume).connect(context.destination);
  tone.onended = () => void context.close();
  tone.start();
  tone.stop(context.currentTime + LENGTH_S);
}

/** One notification of the operating system for what came together. */
export function notify(texts: readonly string[]): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const more = texts.length - SHOWN;
  const body = texts.slice(0, SHOWN).join('\n') + (more > 0 ? `\nand ${more} more` : '');
  new Notification('Lighter Broadcaster', { body });
}
