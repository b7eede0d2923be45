import { Controller, Get, Header, Headers } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppConfig } from '../../config/app-config.js';
import { RestSchemas } from './account-schemas.js';
import { asyncApi } from './asyncapi.js';
import { docsPage } from './docs-page.js';

/** Serves the documentation of `/ws`. */
@ApiExcludeController()
@Controller('docs')
export class WsDocsController {
  constructor(
    private readonly rest: RestSchemas,
    private readonly config: AppConfig,
  ) {}

  @Get('asyncapi.json')
  document(@Headers('host') host: string | undefined): object {
    const { publicUrl } = this.config.access;
    return asyncApi(publicUrl ?? `http://${host ?? 'localhost:5000'}`, this.rest.get());
  }

  @Get('ws')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return docsPage();
  }
}
