// Holds manifests (a JSON array on standard input) against Kubernetes's own API, as the package kubernetes-models has it:
// its schemas say what a value must be, its types refuse fields that do not exist. Prints a JSON array of mistakes.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const manifests = JSON.parse(fs.readFileSync(0, 'utf8'));
const placeOf = (it) => `${it.kind} ${it.metadata?.name}`;
const moduleOf = (it) => `kubernetes-models/${it.apiVersion}/${it.kind}`;

async function unfit(manifest) {
  const { [manifest.kind]: Model } = await import(moduleOf(manifest));
  try {
    new Model(manifest).validate();
    return [];
  } catch (refusal) {
    return [`${placeOf(manifest)}: ${refusal.message}`];
  }
}

// An object literal may have no field that its type does not have.
function unknown() {
  const file = path.resolve('manifests.ts');
  const text = manifests.map((it, n) => `import type { I${it.kind} as T${n} } from '${moduleOf(it)}';\n`
    + `export const m${n}: T${n} = ${JSON.stringify(it)};\n`).join('');
  const options = {
    noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, version) => (name === file
    ? ts.createSourceFile(name, text, version)
    : getSourceFile(name, version));
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map((it) => {
    const line = it.file ? it.file.getLineAndCharacterOfPosition(it.start).line : 0;
    return `${placeOf(manifests[Math.floor(line / 2)])}: ${ts.flattenDiagnosticMessageText(it.messageText, ' ')}`;
  });
}

Promise.all(manifests.map(unfit))
  .then((lists) => process.stdout.write(JSON.stringify([...lists.flat(), ...unknown()])))
  .catch((failure) => {
    console.error(failure);
    process.exit(1);
  });
