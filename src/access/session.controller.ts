import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { AllowAnonymous, CurrentPrincipal, RouteLimit } from './access.decorators.js';
import type { Principal } from './principal.js';
import { SessionDto, SignInDto } from './session.dto.js';
import { SessionService } from './session.service.js';

/** Sign-in of the dashboard. */
@ApiTags('access')
@Controller('api/session')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @ApiOperation({ summary: 'Who asks, and what they may see' })
  current(@CurrentPrincipal() principal: Principal): SessionDto {
    return this.sessions.describe(principal);
  }

  @Post()
  @AllowAnonymous()
  @RouteLimit(10)
  @HttpCode(200)
  @ApiProblems('UNAUTHENTICATED', 'FORBIDDEN')
  @ApiOperation({ summary: 'Sign in with an API key: sets the session cookie' })
  signIn(
    @Body() { key }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): SessionDto {
    const { session, cookie } = this.sessions.signIn(key, request.headers, request.protocol === 'https');
    void reply.header('set-cookie', cookie);
    return session;
  }

  @Delete()
  @AllowAnonymous()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out: ends the session of the cookie' })
  signOut(
    @Req() request: FastifyRequest,
    @Headers('cookie') cookies: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    void reply.header('set-cookie', this.sessions.signOut(cookies, request.headers));
  }
}
