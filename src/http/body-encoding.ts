/** How Node is to write a text of so many bytes: it copies ASCII as Latin-1, which costs less than encoding it. */
export function encodingOf(text: Buffer | string, byteLength: number): 'latin1' | 'utf8' {
  return text.length === byteLength ? 'latin1' : 'utf8';
}
