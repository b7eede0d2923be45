import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { VERSION } from '../../config/version.js';
import { accountSchemas, type OpenApiSchemas } from './account-schemas.js';
import { CHANNELS } from './channel-docs.js';
import { CLIENT_OPS, FRAME_PART_SCHEMAS, SERVER_FRAMES } from './frame-schemas.js';
import { OPERATIONS_SCHEMAS } from './operations-schemas.js';

const closes = Object.values(CLOSE_CODES).map(
  ({ code, meaning, reconnect, what_to_do }) =>
    `- ${code} (${reconnect ? 'reconnect' : 'do not reconnect'}): ${meaning} ${what_to_do}`,
);
const channels = CHANNELS.map(({ name, meaning }) => `- \`${name}\`: ${meaning}`);

const DESCRIPTION = `The server sends flat JSON objects with \`type\`; a client sends objects with \`op\`.

Channels:
${channels.join('\n')}

Close codes:
${closes.join('\n')}`;

/**
 * The AsyncAPI 3 document of `/ws`.
 * @param base address of the service, such as `https://example.org/lighter`
 * @param rest schemas of the OpenAPI document, which describe the accounts
 */
export function asyncApi(base: string, rest: OpenApiSchemas): object {
  const { host, protocol, pathname } = new URL(base);
  const frames = Object.entries(SERVER_FRAMES).map(([name, frame]) => message(name, frame));
  // `list` is both an op and its answer, so the messages of ops have a prefix.
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
    servers: {
      this: {
        host,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        ...(pathname !== '/' && { pathname }),
        description: 'This instance; wss if TLS is terminated in front of it.',
      },
    },
    channels: {
      ws: {
        address: '/ws',
        description: 'One connection carries all its subscribed channels.',
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
      receiveFrames: {
        action: 'send',
        channel: { $ref: '#/channels/ws' },
        summary: 'Frames sent by the server.',
        messages: frames.map(refTo),
      },
      sendOps: {
        action: 'receive',
        channel: { $ref: '#/channels/ws' },
        summary: 'Ops sent by a client.',
        messages: ops.map(refTo),
      },
    },
    components: { schemas: { ...FRAME_PART_SCHEMAS, ...accountSchemas(rest), ...OPERATIONS_SCHEMAS } },
  };
}

type NamedMessage = [name: string, message: object];

function message(name: string, { summary, schema }: { summary: string; schema: object }): NamedMessage {
  return [name, { name, summary, contentType: 'application/json', payload: schema }];
}

function refTo([name]: NamedMessage): object {
  return { $ref: `#/channels/ws/messages/${name}` };
}
