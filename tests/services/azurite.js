// Starts Azurite's blobs and tables on free loopback ports, for one account with a key of its own, in memory alone.
'use strict';
const { randomBytes } = require('node:crypto');

const account = 'kwalatests';
const key = randomBytes(64).toString('base64');
process.env.AZURITE_ACCOUNTS = `${account}:${key}`;
process.argv.push(
  '--silent', '--skipApiVersionCheck', '--inMemoryPersistence', '--disableTelemetry',
  ...['blob', 'queue', 'table'].flatMap((service) => [`--${service}Host`, '127.0.0.1', `--${service}Port`, '0']));

const print = console.log;
const ports = {};
console.log = (line) => {
  const match = /Azurite (Blob|Queue|Table) service is successfully listening at .*:(\d+)$/.exec(line);
  if (!match) return;
  ports[match[1]] = match[2];
  if (Object.keys(ports).length === 3) {
    print(`listening ${ports.Blob}`);
    print(`table ${ports.Table}`);
    print(`account ${account}`);
    print(`key ${key}`);
  }
};

const end = () => process.exit(0);
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();
require('azurite/dist/src/azurite.js');
