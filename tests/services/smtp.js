// The independent SMTP server of smtp-server on a free loopback port, with STARTTLS and AUTH. The first argument is
// JSON: { key, cert (PEM), user, password }. Each accepted mail is printed as one line: mail {from, to, user, secure,
// raw, ...}, parsed by postal-mime. The recipient's local part decides what happens:
//   busy: 451 4.7.1   gone: 550 5.1.1   refused: 550 5.7.1   silent: takes the mail and never answers   anything
// else: 250
'use strict';
require('./bound');
const PostalMime = require('postal-mime');
const { SMTPServer } = require('smtp-server');

const { key, cert, user, password } = JSON.parse(process.argv[2]);
const refusals = {
  busy: [451, '4.7.1 Too many messages, slow down'],
  gone: [550, '5.1.1 No such mailbox'],
  refused: [550, '5.7.1 Message refused by policy'],
};

function refusal([code, text]) {
  return Object.assign(new Error(text), { responseCode: code });
}

const server = new SMTPServer({
  key,
  cert,
  authOptional: false,
  disableReverseLookup: true,
  closeTimeout: 1,
  onAuth: (auth, session, callback) => auth.username === user && auth.password === password
    ? callback(null, { user })
    : callback(refusal([535, '5.7.8 Authentication credentials invalid'])),
  onRcptTo: ({ address }, session, callback) => {
    const refused = refusals[address.split('@')[0]];
    callback(refused ? refusal(refused) : undefined);
  },
  onData: async (stream, session, callback) => {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const mail = await PostalMime.parse(raw);
    console.log(`mail ${JSON.stringify({
      from: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map(({ address }) => address),
      user: session.user,
      secure: session.secure,
      raw: raw.toString('latin1'),
      headers: mail.headers.map((header) => [header.key, header.value]),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
    })}`);
    if (!session.envelope.rcptTo.some(({ address }) => address.startsWith('silent@'))) callback(null, 'Queued as 1');
  },
});
server.on('error', () => {}); // A client that hangs up is the test's business.
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.server.address().port}`));
