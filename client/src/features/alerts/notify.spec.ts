import { notify } from './notify';

describe('browser notifications', () => {
  const shown: { title: string; body: string | undefined }[] = [];
  const install = (permission: NotificationPermission): void => {
    class Stub {
      static permission = permission;
      constructor(title: string, options?: NotificationOptions) {
        shown.push({ title, body: options?.body });
      }
    }
    Object.assign(globalThis, { Notification: Stub });
  };
  beforeEach(() => {
    shown.length = 0;
  });
  afterAll(() => Reflect.deleteProperty(globalThis, 'Notification'));

  it('lists the first few of a batch', () => {
    install('granted');
    notify(['a', 'b']);
    notify(['a', 'b', 'c', 'd', 'e']);
    expect(shown.map(({ body }) => body)).toEqual(['a\nb', 'a\nb\nc\nand 2 more']);
    expect(shown[0]!.title).toBe('Lighter Broadcaster');
  });

  it('is skipped without permission', () => {
    install('default');
    notify(['a']);
    expect(shown).toEqual([]);
  });
});
