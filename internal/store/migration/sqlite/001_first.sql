CREATE TABLE meta (
  name  TEXT NOT NULL CONSTRAINT meta_pk PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE source (
  name    TEXT NOT NULL CONSTRAINT source_pk PRIMARY KEY,
  seen    BIGINT NOT NULL,
  digest  TEXT NOT NULL,
  columns TEXT NOT NULL,
  written BIGINT NOT NULL,
  read_at BIGINT NOT NULL
);
CREATE TABLE person (
  source         TEXT NOT NULL,
  id             TEXT NOT NULL,
  fingerprint    TEXT NOT NULL,
  vanished_since BIGINT NOT NULL,
  vanished_feeds BIGINT NOT NULL,
  doc            TEXT NOT NULL,
  CONSTRAINT person_pk PRIMARY KEY (source, id)
);
CREATE TABLE system (
  name   TEXT NOT NULL CONSTRAINT system_pk PRIMARY KEY,
  number BIGINT NOT NULL CONSTRAINT system_number UNIQUE
);
CREATE TABLE system_mark (
  system BIGINT NOT NULL,
  chunk  BIGINT NOT NULL,
  marks  BLOB NOT NULL,
  CONSTRAINT system_mark_pk PRIMARY KEY (system, chunk)
);
-- Its checks are written out: for every row SQLite takes four times as long to look a word up in a list.
CREATE TABLE account (
  id           INTEGER NOT NULL CONSTRAINT account_pk PRIMARY KEY,
  key          TEXT NOT NULL,
  login        TEXT NOT NULL,
  email        TEXT NOT NULL,
  employee     TEXT NOT NULL,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL CONSTRAINT account_kind CHECK (kind = 'personal' OR kind = '' OR kind = 'service' OR kind = 'shared' OR kind = 'guest'),
  state        TEXT NOT NULL CONSTRAINT account_state CHECK (state = 'enabled' OR state = 'suspended'),
  last_seen    BIGINT NOT NULL,
  entitlements TEXT NOT NULL,
  link         TEXT NOT NULL CONSTRAINT account_link CHECK (link = 'linked' OR link = 'unmatched' OR link = 'proposed' OR link = 'ambiguous' OR link = 'suspect'),
  person       TEXT NOT NULL,
  by_rule      TEXT NOT NULL
);
CREATE TABLE link (
  system   TEXT NOT NULL,
  key      TEXT NOT NULL,
  person   TEXT NOT NULL,
  decision TEXT NOT NULL CONSTRAINT link_decision CHECK (decision IN ('confirmed', 'denied')),
  actor    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  CONSTRAINT link_pk PRIMARY KEY (system, key, person)
);
CREATE TABLE plan (
  id      TEXT NOT NULL CONSTRAINT plan_pk PRIMARY KEY,
  purpose TEXT NOT NULL CONSTRAINT plan_purpose CHECK (purpose IN ('pass', 'offboard', 'undo', 'what-if')),
  subject TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  place   BIGINT NOT NULL CONSTRAINT plan_place UNIQUE,
  doc     BLOB NOT NULL
);
CREATE TABLE run (
  plan     TEXT NOT NULL CONSTRAINT run_pk PRIMARY KEY,
  actor    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  started  BIGINT NOT NULL,
  finished BIGINT NOT NULL
);
CREATE TABLE allowance (
  plan   TEXT NOT NULL,
  verb   TEXT NOT NULL CONSTRAINT allowance_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  system TEXT NOT NULL,
  actor  TEXT NOT NULL,
  reason TEXT NOT NULL,
  at     BIGINT NOT NULL,
  CONSTRAINT allowance_pk PRIMARY KEY (plan, verb, system)
);
CREATE TABLE action (
  plan         TEXT NOT NULL,
  id           TEXT NOT NULL,
  verb         TEXT NOT NULL CONSTRAINT action_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  system       TEXT NOT NULL,
  key          TEXT NOT NULL,
  login        TEXT NOT NULL,
  person       TEXT NOT NULL,
  doc          TEXT NOT NULL,
  state        TEXT NOT NULL CONSTRAINT action_state CHECK (state IN ('intended', 'done', 'unknown', 'failed', 'stopped', 'asked')),
  note         TEXT NOT NULL,
  verdict      TEXT NOT NULL CONSTRAINT action_verdict CHECK (verdict IN ('', 'verified', 'contradicted', 'attested', 'waived', 'unseen')),
  saw          TEXT NOT NULL,
  fingerprint  TEXT NOT NULL,
  intended_at  BIGINT NOT NULL,
  concluded_at BIGINT NOT NULL,
  CONSTRAINT action_pk PRIMARY KEY (plan, id)
);
CREATE INDEX action_account ON action (system, key);
CREATE INDEX action_concluded ON action (concluded_at);
CREATE TABLE capture (
  plan   TEXT NOT NULL,
  system TEXT NOT NULL,
  key    TEXT NOT NULL,
  doc    TEXT NOT NULL,
  CONSTRAINT capture_pk PRIMARY KEY (plan, system, key)
);
CREATE TABLE closed (
  system TEXT NOT NULL,
  key    TEXT NOT NULL,
  since  BIGINT NOT NULL,
  plan   TEXT NOT NULL,
  CONSTRAINT closed_pk PRIMARY KEY (system, key)
);
CREATE TABLE deed (
  system TEXT NOT NULL,
  key    TEXT NOT NULL,
  verb   TEXT NOT NULL CONSTRAINT deed_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  at     BIGINT NOT NULL,
  CONSTRAINT deed_pk PRIMARY KEY (system, key, verb)
);
CREATE TABLE task (
  number      BIGINT NOT NULL CONSTRAINT task_pk PRIMARY KEY,
  plan        TEXT NOT NULL,
  action      TEXT NOT NULL,
  verb        TEXT NOT NULL CONSTRAINT task_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  system      TEXT NOT NULL,
  key         TEXT NOT NULL,
  login       TEXT NOT NULL,
  person      TEXT NOT NULL,
  owner       TEXT NOT NULL,
  reasons     TEXT NOT NULL,
  due         BIGINT NOT NULL,
  opened_at   BIGINT NOT NULL,
  state       TEXT NOT NULL CONSTRAINT task_state CHECK (state IN ('open', 'attested', 'verified', 'contradicted', 'waived')),
  proof       TEXT NOT NULL,
  digest      TEXT NOT NULL,
  actor       TEXT NOT NULL,
  attested_at BIGINT NOT NULL,
  settled_at  BIGINT NOT NULL,
  CONSTRAINT task_action UNIQUE (plan, action)
);
CREATE TABLE exception (
  number     BIGINT NOT NULL CONSTRAINT exception_pk PRIMARY KEY,
  system     TEXT NOT NULL,
  key        TEXT NOT NULL,
  person     TEXT NOT NULL,
  owner      TEXT NOT NULL,
  reason     TEXT NOT NULL,
  actor      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL
);
CREATE TABLE departure (
  person TEXT NOT NULL CONSTRAINT departure_pk PRIMARY KEY,
  since  BIGINT NOT NULL
);
CREATE TABLE offboarded (
  person TEXT NOT NULL CONSTRAINT offboarded_pk PRIMARY KEY,
  at     BIGINT NOT NULL,
  actor  TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE TABLE ledger_entry (
  seq  BIGINT NOT NULL CONSTRAINT ledger_entry_pk PRIMARY KEY,
  body BLOB NOT NULL
);
CREATE TABLE ledger_hash (
  idx  BIGINT NOT NULL CONSTRAINT ledger_hash_pk PRIMARY KEY,
  hash BLOB NOT NULL
);
CREATE TABLE ledger_checkpoint (
  size BIGINT NOT NULL CONSTRAINT ledger_checkpoint_pk PRIMARY KEY,
  note BLOB NOT NULL,
  at   BIGINT NOT NULL
);
CREATE INDEX account_suspect ON account (link) WHERE link = 'suspect';
