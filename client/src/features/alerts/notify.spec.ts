import { notify } from './notify';

describe('a notification of the browser', () => {
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

  it('tells the first few of what came together', () => {
    install('granted');
    notify(['a', 'b']);
    notify(['a', 'b', 'c', 'd', 'e']);
    expect(shown.map(({ body }) => body)).toEqual(['a\nb', 'a\nb\nc\nand 2 more']);
    expect(shown[0]!.title).toBe('Lighter Broadcaster');
  });

  it('is not tried where the user has not allowed it', () => {
    install('default');
    notify(['a']);
    expect(shown).toEqual([]);
  });
});
