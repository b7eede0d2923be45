import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** The SDK's client, connected to `/mcp` of a service. Close it after use. */
export async function mcpClient(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } });
  await client.connect(transport);
  return client;
}

/** What a tool answered, checked by the client against the tool's own schema. */
export async function ask<T extends object>(
  client: Client,
  name: string,
  input: Record<string, unknown> = {},
): Promise<T> {
  const result = (await client.callTool({ name, arguments: input })) as CallToolResult;
  if (result.isError) throw new Error(textOf(result));
  return result.structuredContent as T;
}

function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
