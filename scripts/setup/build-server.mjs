// Builds dist/server as nest-cli.json says, with the swagger plugin, which reads the types of DTOs. The Nest CLI itself is
// not installed for it, and types are not checked here: that doubles the time, and `npm test` checks them. Syntax errors
// fail the build.
import { readFileSync } from 'node:fs';
import { before } from '@nestjs/swagger/plugin';
import ts from 'typescript';
import { bundleServer } from './bundle-server.mjs';

/** @type {ts.ParseConfigFileHost} */
const host = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => fail([diagnostic]),
};
/** @type {{ compilerOptions: { tsConfigPath: string, plugins: [{ options: Record<string, unknown> }] } }} */
const { compilerOptions } = JSON.parse(readFileSync('nest-cli.json', 'utf8'));
const { tsConfigPath, plugins } = compilerOptions;
const config = ts.getParsedCommandLineOfConfigFile(tsConfigPath, { noCheck: true }, host);
if (!config) throw new Error(`${tsConfigPath} cannot be read`);
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options });
const swagger = before(plugins[0].options, program);
const { diagnostics } = program.emit(undefined, undefined, undefined, false, { before: [swagger] });
const errors = [...config.errors, ...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (errors.length > 0) fail(errors);
await bundleServer();

/** @param {readonly ts.Diagnostic[]} errors @returns {never} */
function fail(errors) {
  process.stderr.write(
    ts.formatDiagnostics(errors, {
      getCanonicalFileName: (path) => path,
      getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
      getNewLine: () => ts.sys.newLine,
    }),
  );
  process.exit(1);
}
