const PITCH_HZ = 660;
const LENGTH_S = 0.18;
const LOUDNESS = 0.08;
const SHOWN = 3;

/** Shared by all tones: browsers allow a page only a few contexts. */
let context: AudioContext | undefined;

/** Plays a short soft tone. Browsers allow it after the first user interaction. */
export function playTone(): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  const { currentTime } = context;
  const tone = new OscillatorNode(context, { frequency: PITCH_HZ });
  const volume = new GainNode(context, { gain: LOUDNESS });
  volume.gain.setValueAtTime(LOUDNESS, currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, currentTime + LENGTH_S);
  tone.connect(volume).connect(context.destination);
  tone.start(currentTime);
  tone.stop(currentTime + LENGTH_S);
}

/** Shows one system notification for a batch of alerts. */
export function notify(texts: readonly string[]): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const more = texts.length - SHOWN;
  const body = texts.slice(0, SHOWN).join('\n') + (more > 0 ? `\nand ${more} more` : '');
  try {
    new Notification('Lighter Broadcaster', { body });
  } catch {
    // Android allows this only to service workers; the alert is on the page anyway.
  }
}
