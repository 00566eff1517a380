// Starts anvil on a free loopback port and ends it with this process: anvil itself does not watch its parent.
'use strict';
const { spawn } = require('node:child_process');
const path = require('node:path');

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const packageFile = require.resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/package.json`);
const anvil = spawn(
  path.join(path.dirname(packageFile), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil'),
  ['--host', '127.0.0.1', '--port', '0', ...process.argv.slice(2)],
  { stdio: ['ignore', 'pipe', 'inherit'] });

let banner = '';
let listening = false;
anvil.stdout.on('data', (chunk) => {
  if (listening) return; // Read on, so that anvil never waits for a full pipe.
  banner += chunk;
  const match = /Listening on [^\s]*:(\d+)\s/.exec(banner);
  if (match) {
    listening = true;
    console.log(`listening ${match[1]}`);
  }
});
anvil.on('exit', (code) => process.exit(code ?? 1));
anvil.on('error', (error) => { console.error(error.message); process.exit(1); });
const end = () => { anvil.kill('SIGKILL'); process.exit(0); };
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();
