import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../access/current-principal.decorator.js';
import type { Principal } from '../access/principal.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { PassageService } from './passage.service.js';

/** History, and the hands of an operator: what only the collecting instance has. Its own document describes them. */
@ApiExcludeController()
@Controller('api')
export class PassageController {
  constructor(private readonly passage: PassageService) {}

  @Get([
    'history/trades',
    'history/equity',
    'history/:kind/:account_index',
    'history/pnl',
    'supabase/status',
    'errors',
    'control/status',
  ])
  read(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.passage.pass(principal, request, reply);
  }

  @RequireScope('admin')
  @Get('ws/raw-messages')
  raw(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.passage.pass(principal, request, reply);
  }

  @RequireScope('admin')
  @Post([
    'ws/reconnect',
    'rest/reconnect',
    'connections/reconnect',
    'control/pause',
    'control/resume',
    'errors/clear',
  ])
  act(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.passage.pass(principal, request, reply);
  }
}
