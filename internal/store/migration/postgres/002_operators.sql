CREATE TABLE operator (
  number      BIGINT NOT NULL CONSTRAINT operator_pk PRIMARY KEY,
  login       TEXT NOT NULL CONSTRAINT operator_login UNIQUE,
  name        TEXT NOT NULL,
  roles       TEXT NOT NULL,
  password    TEXT NOT NULL,
  subject     TEXT NOT NULL,
  person      TEXT NOT NULL,
  language    TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  disabled_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX operator_subject ON operator (subject) WHERE subject <> '';
CREATE TABLE passkey (
  id         TEXT NOT NULL CONSTRAINT passkey_pk PRIMARY KEY,
  operator   BIGINT NOT NULL,
  name       TEXT NOT NULL,
  doc        TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL
);
CREATE TABLE web_session (
  digest     TEXT NOT NULL CONSTRAINT web_session_pk PRIMARY KEY,
  operator   BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  address    TEXT NOT NULL,
  agent      TEXT NOT NULL
);
CREATE INDEX web_session_operator ON web_session (operator);
CREATE TABLE api_token (
  number     BIGINT NOT NULL CONSTRAINT api_token_pk PRIMARY KEY,
  digest     TEXT NOT NULL CONSTRAINT api_token_digest UNIQUE,
  operator   BIGINT NOT NULL,
  name       TEXT NOT NULL,
  scopes     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);
CREATE TABLE attempt (
  who TEXT NOT NULL,
  at  BIGINT NOT NULL
);
CREATE INDEX attempt_who ON attempt (who, at);
CREATE TABLE approval (
  plan     TEXT NOT NULL,
  operator TEXT NOT NULL,
  digest   TEXT NOT NULL,
  decision TEXT NOT NULL CONSTRAINT approval_decision CHECK (decision IN ('approved', 'rejected')),
  classes  TEXT NOT NULL,
  allow    BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  CONSTRAINT approval_pk PRIMARY KEY (plan, operator)
);
ALTER TABLE plan ADD COLUMN maker TEXT NOT NULL DEFAULT '';
