-- COLLATE "C": text is ordered by its bytes, in whatever language the database was made, as it is in SQLite.
CREATE TABLE meta (
  name  TEXT COLLATE "C" NOT NULL CONSTRAINT meta_pk PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);
CREATE TABLE source (
  name    TEXT COLLATE "C" NOT NULL CONSTRAINT source_pk PRIMARY KEY,
  seen    BIGINT NOT NULL,
  digest  TEXT COLLATE "C" NOT NULL,
  columns TEXT COLLATE "C" NOT NULL,
  written BIGINT NOT NULL,
  read_at BIGINT NOT NULL
);
CREATE TABLE person (
  source         TEXT COLLATE "C" NOT NULL,
  id             TEXT COLLATE "C" NOT NULL,
  fingerprint    TEXT COLLATE "C" NOT NULL,
  vanished_since BIGINT NOT NULL,
  vanished_feeds BIGINT NOT NULL,
  doc            TEXT COLLATE "C" NOT NULL,
  CONSTRAINT person_pk PRIMARY KEY (source, id)
);
CREATE TABLE system (
  name   TEXT COLLATE "C" NOT NULL CONSTRAINT system_pk PRIMARY KEY,
  number BIGINT NOT NULL CONSTRAINT system_number UNIQUE
);
CREATE TABLE system_mark (
  system BIGINT NOT NULL,
  chunk  BIGINT NOT NULL,
  marks  BYTEA NOT NULL,
  CONSTRAINT system_mark_pk PRIMARY KEY (system, chunk)
);
CREATE TABLE account (
  id           BIGINT NOT NULL CONSTRAINT account_pk PRIMARY KEY,
  key          TEXT COLLATE "C" NOT NULL,
  login        TEXT COLLATE "C" NOT NULL,
  email        TEXT COLLATE "C" NOT NULL,
  employee     TEXT COLLATE "C" NOT NULL,
  name         TEXT COLLATE "C" NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL CONSTRAINT account_kind CHECK (kind IN ('', 'personal', 'service', 'shared', 'guest')),
  state        TEXT COLLATE "C" NOT NULL CONSTRAINT account_state CHECK (state IN ('enabled', 'suspended')),
  last_seen    BIGINT NOT NULL,
  entitlements TEXT COLLATE "C" NOT NULL,
  link         TEXT COLLATE "C" NOT NULL CONSTRAINT account_link CHECK (link IN ('linked', 'proposed', 'ambiguous', 'suspect', 'unmatched')),
  person       TEXT COLLATE "C" NOT NULL,
  by_rule      TEXT COLLATE "C" NOT NULL
);
CREATE TABLE link (
  system   TEXT COLLATE "C" NOT NULL,
  key      TEXT COLLATE "C" NOT NULL,
  person   TEXT COLLATE "C" NOT NULL,
  decision TEXT COLLATE "C" NOT NULL CONSTRAINT link_decision CHECK (decision IN ('confirmed', 'denied')),
  actor    TEXT COLLATE "C" NOT NULL,
  reason   TEXT COLLATE "C" NOT NULL,
  at       BIGINT NOT NULL,
  CONSTRAINT link_pk PRIMARY KEY (system, key, person)
);
CREATE TABLE plan (
  id      TEXT COLLATE "C" NOT NULL CONSTRAINT plan_pk PRIMARY KEY,
  purpose TEXT COLLATE "C" NOT NULL CONSTRAINT plan_purpose CHECK (purpose IN ('pass', 'offboard', 'undo', 'what-if')),
  subject TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  place   BIGINT NOT NULL CONSTRAINT plan_place UNIQUE,
  doc     BYTEA NOT NULL
);
CREATE TABLE run (
  plan     TEXT COLLATE "C" NOT NULL CONSTRAINT run_pk PRIMARY KEY,
  actor    TEXT COLLATE "C" NOT NULL,
  reason   TEXT COLLATE "C" NOT NULL,
  started  BIGINT NOT NULL,
  finished BIGINT NOT NULL
);
CREATE TABLE allowance (
  plan   TEXT COLLATE "C" NOT NULL,
  verb   TEXT COLLATE "C" NOT NULL CONSTRAINT allowance_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  system TEXT COLLATE "C" NOT NULL,
  actor  TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  at     BIGINT NOT NULL,
  CONSTRAINT allowance_pk PRIMARY KEY (plan, verb, system)
);
CREATE TABLE action (
  plan         TEXT COLLATE "C" NOT NULL,
  id           TEXT COLLATE "C" NOT NULL,
  verb         TEXT COLLATE "C" NOT NULL CONSTRAINT action_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  system       TEXT COLLATE "C" NOT NULL,
  key          TEXT COLLATE "C" NOT NULL,
  login        TEXT COLLATE "C" NOT NULL,
  person       TEXT COLLATE "C" NOT NULL,
  doc          TEXT COLLATE "C" NOT NULL,
  state        TEXT COLLATE "C" NOT NULL CONSTRAINT action_state CHECK (state IN ('intended', 'done', 'unknown', 'failed', 'stopped', 'asked')),
  note         TEXT COLLATE "C" NOT NULL,
  verdict      TEXT COLLATE "C" NOT NULL CONSTRAINT action_verdict CHECK (verdict IN ('', 'verified', 'contradicted', 'attested', 'waived', 'unseen')),
  saw          TEXT COLLATE "C" NOT NULL,
  fingerprint  TEXT COLLATE "C" NOT NULL,
  intended_at  BIGINT NOT NULL,
  concluded_at BIGINT NOT NULL,
  CONSTRAINT action_pk PRIMARY KEY (plan, id)
);
CREATE INDEX action_account ON action (system, key);
CREATE INDEX action_concluded ON action (concluded_at);
CREATE TABLE capture (
  plan   TEXT COLLATE "C" NOT NULL,
  system TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  doc    TEXT COLLATE "C" NOT NULL,
  CONSTRAINT capture_pk PRIMARY KEY (plan, system, key)
);
CREATE TABLE closed (
  system TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  since  BIGINT NOT NULL,
  plan   TEXT COLLATE "C" NOT NULL,
  CONSTRAINT closed_pk PRIMARY KEY (system, key)
);
CREATE TABLE deed (
  system TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  verb   TEXT COLLATE "C" NOT NULL CONSTRAINT deed_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  at     BIGINT NOT NULL,
  CONSTRAINT deed_pk PRIMARY KEY (system, key, verb)
);
CREATE TABLE task (
  number      BIGINT NOT NULL CONSTRAINT task_pk PRIMARY KEY,
  plan        TEXT COLLATE "C" NOT NULL,
  action      TEXT COLLATE "C" NOT NULL,
  verb        TEXT COLLATE "C" NOT NULL CONSTRAINT task_verb CHECK (verb IN ('suspend', 'restore', 'sign-out', 'remove', 'add', 'release', 'transfer', 'delete', 'notify', 'task')),
  system      TEXT COLLATE "C" NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  login       TEXT COLLATE "C" NOT NULL,
  person      TEXT COLLATE "C" NOT NULL,
  owner       TEXT COLLATE "C" NOT NULL,
  reasons     TEXT COLLATE "C" NOT NULL,
  due         BIGINT NOT NULL,
  opened_at   BIGINT NOT NULL,
  state       TEXT COLLATE "C" NOT NULL CONSTRAINT task_state CHECK (state IN ('open', 'attested', 'verified', 'contradicted', 'waived')),
  proof       TEXT COLLATE "C" NOT NULL,
  digest      TEXT COLLATE "C" NOT NULL,
  actor       TEXT COLLATE "C" NOT NULL,
  attested_at BIGINT NOT NULL,
  settled_at  BIGINT NOT NULL,
  CONSTRAINT task_action UNIQUE (plan, action)
);
CREATE TABLE exception (
  number     BIGINT NOT NULL CONSTRAINT exception_pk PRIMARY KEY,
  system     TEXT COLLATE "C" NOT NULL,
  key        TEXT COLLATE "C" NOT NULL,
  person     TEXT COLLATE "C" NOT NULL,
  owner      TEXT COLLATE "C" NOT NULL,
  reason     TEXT COLLATE "C" NOT NULL,
  actor      TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL
);
CREATE TABLE departure (
  person TEXT COLLATE "C" NOT NULL CONSTRAINT departure_pk PRIMARY KEY,
  since  BIGINT NOT NULL
);
CREATE TABLE offboarded (
  person TEXT COLLATE "C" NOT NULL CONSTRAINT offboarded_pk PRIMARY KEY,
  at     BIGINT NOT NULL,
  actor  TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL
);
CREATE TABLE ledger_entry (
  seq  BIGINT NOT NULL CONSTRAINT ledger_entry_pk PRIMARY KEY,
  body BYTEA NOT NULL
);
CREATE TABLE ledger_hash (
  idx  BIGINT NOT NULL CONSTRAINT ledger_hash_pk PRIMARY KEY,
  hash BYTEA NOT NULL
);
CREATE TABLE ledger_checkpoint (
  size BIGINT NOT NULL CONSTRAINT ledger_checkpoint_pk PRIMARY KEY,
  note BYTEA NOT NULL,
  at   BIGINT NOT NULL
);
CREATE INDEX account_suspect ON account (link) WHERE link = 'suspect';
