// Serves index.html on http://localhost:8080, or on PORT.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { BROADCASTER_URL: url = 'ws://localhost:5000/ws', PORT: port = '8080' } = process.env;
const page = readFileSync(new URL('index.html', import.meta.url));

const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
server.listen(Number(port), 'localhost', () =>
  console.log(`http://localhost:${server.address().port}/?url=${encodeURIComponent(url)}`),
);
