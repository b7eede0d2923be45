import { VERSION } from '../../config/version.js';
import { ACCOUNT_SCHEMAS } from './account-schemas.js';
import { CHANNELS } from './channel-docs.js';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { CLIENT_OPS, FRAME_PART_SCHEMAS, SERVER_FRAMES } from './frame-schemas.js';
import { OPERATIONS_SCHEMAS } from './operations-schemas.js';

const closes = Object.values(CLOSE_CODES).map(({ code, meaning }) => `- ${code}: ${meaning}`);
const channels = CHANNELS.map(({ name, meaning }) => `- \`${name}\`: ${meaning}`);

const DESCRIPTION = `Frames are flat JSON objects with \`type\`; a client sends objects with \`op\`.

Channels to subscribe to:
${channels.join('\n')}

Close codes:
${closes.join('\n')}`;

/** The AsyncAPI 3 document of `/ws`. */
export function asyncApi(host: string): object {
  const frames = Object.entries(SERVER_FRAMES).map(([name, frame]) => message(name, frame));
  // `list` is both an op and its answer, so ops are named apart.
  const ops = Object.entries(CLIENT_OPS).map(([name, op]) => message(`op_${name}`, op));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Lighter Broadcaster',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: { this: { host, protocol: 'ws', description: 'This instance; wss behind TLS.' } },
    channels: {
      ws: {
        address: '/ws',
        description: 'One connection carries all channels that it subscribes to.',
        messages: Object.fromEntries([...frames, ...ops]),
        bindings: {
          ws: {
            query: {
              type: 'object',
              properties: { channels: { type: 'string' }, ticket: { type: 'string' } },
            },
          },
        },
      },
    },
    operations: {
      hear: {
        action: 'send',
        channel: { $ref: '#/channels/ws' },
        summary: 'What the service sends.',
        messages: frames.map(refTo),
      },
      ask: {
        action: 'receive',
        channel: { $ref: '#/channels/ws' },
        summary: 'What a client sends.',
        messages: ops.map(refTo),
      },
    },
    components: { schemas: { ...FRAME_PART_SCHEMAS, ...ACCOUNT_SCHEMAS, ...OPERATIONS_SCHEMAS } },
  };
}

type NamedMessage = [name: string, message: object];

function message(name: string, { summary, schema }: { summary: string; schema: object }): NamedMessage {
  return [name, { name, summary, contentType: 'application/json', payload: schema }];
}

function refTo([name]: NamedMessage): object {
  return { $ref: `#/channels/ws/messages/${name}` };
}
