// Builds dist/server from src/ with the swagger plugin, which reads the types of DTOs. Types are not checked here: that
// doubles the time, and `npm test` checks them. Syntax errors fail the build.
import { before } from '@nestjs/swagger/plugin';
import ts from 'typescript';

/** @type {ts.ParseConfigFileHost} */
const host = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => fail([diagnostic]),
};
const config = ts.getParsedCommandLineOfConfigFile('tsconfig.build.json', { noCheck: true }, host);
if (!config) throw new Error('tsconfig.build.json cannot be read');
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options });
const swagger = before({ introspectComments: true, esmCompatible: true }, program);
const { diagnostics } = program.emit(undefined, undefined, undefined, false, { before: [swagger] });
const errors = [...config.errors, ...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (errors.length > 0) fail(errors);

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
