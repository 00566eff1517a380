// Compiles Solidity from standard input; prints { contract: { abi, bytecode } } or fails with the compiler's errors.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const solc = require('solc');

// What a source imports is a file of an installed package.
const imported = (name) => ({ contents: fs.readFileSync(path.join(__dirname, '..', 'node_modules', name), 'utf8') });

const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources: { 'source.sol': { content: fs.readFileSync(0, 'utf8') } },
  settings: {
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  },
}), { import: imported }));
const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join('\n'));
  process.exit(1);
}
const contracts = {};
for (const [name, contract] of Object.entries(output.contracts['source.sol'])) {
  contracts[name] = { abi: contract.abi, bytecode: '0x' + contract.evm.bytecode.object };
}
process.stdout.write(JSON.stringify(contracts));
