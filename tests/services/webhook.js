// A receiver of webhooks on a free loopback port that verifies with the reference library of Standard Webhooks. The
// first argument is the secret; PUT /secret with another one changes it. Each other request is printed as one line:
// received {path, verified, problem, headers, body}.
// The path decides the answer: /status/NNN that status, /throttled 429 with Retry-After: 7, /redirect 302, else 200.
'use strict';
require('./bound');
const http = require('node:http');
const { Webhook } = require('standardwebhooks');

let webhook = new Webhook(process.argv[2]);
const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  if (request.method === 'PUT' && request.url === '/secret') {
    webhook = new Webhook(body);
    response.writeHead(204).end();
    return;
  }
  let problem = null;
  try {
    webhook.verify(body, request.headers);
  } catch (error) {
    problem = error.message;
  }
  console.log(`received ${JSON.stringify({
    path: request.url, verified: problem === null, problem, headers: request.headers, body,
  })}`);
  const status = /^\/status\/(\d{3})$/.exec(request.url);
  if (request.url === '/throttled') response.writeHead(429, { 'Retry-After': '7' });
  else if (request.url === '/redirect') response.writeHead(302, { Location: '/elsewhere' });
  else response.writeHead(status ? Number(status[1]) : problem === null ? 200 : 401);
  response.end();
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
