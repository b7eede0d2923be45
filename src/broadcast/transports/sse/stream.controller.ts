import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { AcceptsTicket, CurrentPrincipal } from '../../../access/access.decorators.js';
import type { Principal } from '../../../access/principal.js';
import { ApiProblems } from '../../../http/api-problems.decorator.js';
import { Problem } from '../../../http/problems.js';
import { BroadcastStats } from '../../broadcast-stats.js';
import { ClientRegistry } from '../../clients/client-registry.js';
import { requestedChannels } from '../../clients/requested-channels.js';
import { StreamPositions } from '../../resume/stream-positions.js';
import { UpgradeGate } from '../upgrade-gate.js';
import { SseTransport } from './sse-transport.js';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

@ApiTags('stream')
@Controller('api/stream')
@ApiProblems('INVALID_REQUEST', 'FORBIDDEN', 'DRAINING')
export class StreamController {
  constructor(
    private readonly clients: ClientRegistry,
    private readonly gate: UpgradeGate,
    private readonly stats: BroadcastStats,
    private readonly positions: StreamPositions,
  ) {}

  @Get()
  @AcceptsTicket()
  @ApiOperation({ summary: 'The frames of /ws as Server-Sent Events; Last-Event-ID resumes every channel' })
  @ApiQuery({
    name: 'channels',
    required: false,
    example: 'account/1,portfolio',
    description: 'Comma-separated channels, as for /ws. Default: accounts,portfolio',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event received.' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'An endless stream of frames.', schema: { type: 'string' } })
  stream(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ): void {
    this.gate.refuseWhileDraining();
    // Fastify routes HEAD here too, and a response without a body must end.
    if (request.method === 'HEAD') return void reply.type(EVENT_STREAM).send();
    const { socket } = request.raw;
    // A client that left while its ticket was redeemed reports no end any more, and would count for ever.
    if (socket.destroyed) return void reply.hijack();
    const connection = this.clients.admit(principal, new SseTransport(socket, this.stats), request.raw);
    if (typeof connection === 'string')
      throw new Problem('RATE_LIMITED', CLOSE_CODES[connection].reason, { 'Retry-After': '5' });
    socket.on('close', () => this.clients.remove(connection));
    openStream(reply);
    const eventId = request.headers['last-event-id'];
    const since = typeof eventId === 'string' ? this.positions.find(eventId) : null;
    connection.session.begin(requestedChannels(request.url), since ?? {});
  }
}

function openStream(reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  // Not chunked: the end of the connection is the end of the stream.
  raw.removeHeader('transfer-encoding');
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': EVENT_STREAM,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  raw.flushHeaders();
  raw.socket?.setTimeout(0);
}
