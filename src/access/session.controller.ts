import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { AllowAnonymous, CurrentPrincipal, RouteLimit } from './access.decorators.js';
import { accessRequestOf } from './authenticator.port.js';
import type { Principal } from './principal.js';
import { SessionDto, SignInDto, TicketDto } from './session.dto.js';
import { SessionService } from './session.service.js';

/** Sign-in of the dashboard. */
@ApiTags('access')
@Controller('api/session')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @ApiOperation({ summary: 'The caller, and the accounts it can see' })
  current(@CurrentPrincipal() principal: Principal): SessionDto {
    return this.sessions.describe(principal);
  }

  @Post()
  @AllowAnonymous()
  @RouteLimit(10)
  @HttpCode(200)
  @ApiProblems('UNAUTHENTICATED', 'FORBIDDEN', 'ENGINE_UNAVAILABLE')
  @ApiOperation({ summary: 'Sign in with an API key or a sign-in ticket: sets the session cookie' })
  async signIn(
    @Body() credential: SignInDto,
    @Req() { raw }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const { session, cookie } = await this.sessions.signIn(credential, accessRequestOf(raw));
    void reply.header('set-cookie', cookie);
    return session;
  }

  @Post('ticket')
  @RouteLimit(10)
  @HttpCode(200)
  @ApiOperation({ summary: 'A single-use ticket for a sign-in link, `/#ticket=…`, valid for ten minutes' })
  ticket(@CurrentPrincipal() principal: Principal, @Req() { raw }: FastifyRequest): TicketDto {
    return this.sessions.linkTicket(principal, accessRequestOf(raw));
  }

  @Delete()
  @AllowAnonymous()
  @HttpCode(204)
  @ApiProblems('ENGINE_UNAVAILABLE')
  @ApiOperation({
    summary: 'Sign out: ends the session of the cookie, and closes the streams that it opened',
  })
  async signOut(
    @Req() { raw }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    void reply.header('set-cookie', await this.sessions.signOut(accessRequestOf(raw)));
  }
}
