// The independent Telegram Bot API of telegram-test-api on a free loopback port. Its client routes (/sendMessage,
// /sendCommand, /getUpdatesHistory) play the owner. getUpdates answers at once: it knows no long poll.
'use strict';
require('./bound');
const { TelegramServer } = require('telegram-test-api/lib/telegramServer');

const server = new TelegramServer({ host: '127.0.0.1', storeTimeout: 3600 });
server.config.port = 0; // The constructor takes 0 for "unset"; start() reads it here.
server.start().then(() => console.log(`listening ${server.server.address().port}`));
