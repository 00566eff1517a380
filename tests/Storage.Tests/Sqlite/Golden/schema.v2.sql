CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE state (
    id INTEGER PRIMARY KEY, grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL,
    etag INTEGER NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX state_grain ON state (grain_key, grain_type, name);

CREATE TABLE due (wallet BLOB PRIMARY KEY, at INTEGER NOT NULL, last_byte INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX due_at ON due (at, last_byte);

CREATE TABLE reminder (
    grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL, start_at INTEGER NOT NULL,
    period INTEGER NOT NULL, etag INTEGER NOT NULL,
    PRIMARY KEY (grain_key, grain_type, name)) WITHOUT ROWID;

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, wallet BLOB NOT NULL, topic INTEGER NOT NULL, key TEXT NOT NULL,
    at INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX history_wallet ON history (wallet, topic, key, at);
CREATE INDEX history_topic ON history (topic, at);

CREATE TABLE value_batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chain TEXT NOT NULL, first_block INTEGER NOT NULL,
    last_block INTEGER NOT NULL, row_count INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX value_batch_blocks ON value_batch (chain, last_block, row_count);
CREATE TABLE value_last (
    wallet BLOB NOT NULL, chain TEXT NOT NULL, workflow TEXT NOT NULL, subject TEXT NOT NULL,
    block INTEGER NOT NULL, log_index INTEGER NOT NULL, hash BLOB NOT NULL, time INTEGER NOT NULL,
    value BLOB NOT NULL, PRIMARY KEY (wallet, chain, workflow, subject)) WITHOUT ROWID;
CREATE TABLE value_final (chain TEXT PRIMARY KEY, block INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE touched (
    id INTEGER PRIMARY KEY, chain TEXT NOT NULL, block INTEGER NOT NULL, hash BLOB NOT NULL,
    wallets BLOB NOT NULL);
CREATE INDEX touched_block ON touched (chain, block);
CREATE TABLE subscriber (
    entry TEXT NOT NULL, wallet BLOB NOT NULL, PRIMARY KEY (entry, wallet)) WITHOUT ROWID;
CREATE INDEX subscriber_wallet ON subscriber (wallet);
