import { isBoundTo } from './push-subscription.js';

it('takes a browser for subscribed only with the key of the server', () => {
  const bytes = Uint8Array.from([4, ...Array.from({ length: 64 }, (_, n) => 255 - n)]);
  const subscription = { options: { applicationServerKey: bytes.buffer, userVisibleOnly: true } };
  const publicKey = Buffer.from(bytes).toString('base64url');
  expect(publicKey).toMatch(/[-_]/);
  expect(isBoundTo(subscription, publicKey)).toBe(true);
  for (const other of [null, `${publicKey.slice(0, -2)}AA`])
    expect(isBoundTo(subscription, other)).toBe(false);
  expect(isBoundTo({ options: { ...subscription.options, applicationServerKey: null } }, null)).toBe(false);
});
