import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../access/access.decorators.js';
import { accessRequestOf } from '../access/authenticator.port.js';
import { OriginPolicy } from '../access/origin-policy.js';
import { hasKey, type Principal } from '../access/principal.js';
import { FOREIGN_PAGE } from '../access/request-authenticator.js';
import { Problem } from '../http/problems.js';
import type { McpAnswers } from './mcp-answers.js';

/** Model Context Protocol over streamable HTTP, stateless: one POST, one JSON answer. docs/mcp.md describes it. */
@ApiExcludeController()
@Controller('mcp')
export class McpController {
  private answers: Promise<McpAnswers> | null = null;

  constructor(
    private readonly loader: LazyModuleLoader,
    private readonly origins: OriginPolicy,
  ) {}

  @Post()
  async post(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Body() message: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // As for /ws: a page of another site may ask only with a key of its own.
    if (!hasKey(principal) && !this.origins.allows(accessRequestOf(request.raw)))
      throw new Problem('FORBIDDEN', FOREIGN_PAGE);
    if (Array.isArray(message))
      throw new Problem('INVALID_REQUEST', 'Batches are not supported. Send one message per request.');
    this.answers ??= this.loadAnswers();
    const answers = await this.answers;
    const answer = await answers.answer({ principal, request }, message);
    const text = await answer.text();
    void reply.status(answer.status).header('cache-control', 'no-store');
    await (text === '' ? reply.send() : reply.type('application/json; charset=utf-8').send(text));
  }

  private async loadAnswers(): Promise<McpAnswers> {
    const [{ McpAnswersModule }, { McpAnswers }] = await Promise.all([
      import('./mcp-answers.module.js'),
      import('./mcp-answers.js'),
    ]);
    return (await this.loader.load(() => McpAnswersModule)).get(McpAnswers);
  }
}
