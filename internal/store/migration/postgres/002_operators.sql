CREATE TABLE operator (
  number      BIGINT NOT NULL CONSTRAINT operator_pk PRIMARY KEY,
  login       TEXT COLLATE "C" NOT NULL CONSTRAINT operator_login UNIQUE,
  name        TEXT COLLATE "C" NOT NULL,
  roles       TEXT COLLATE "C" NOT NULL,
  password    TEXT COLLATE "C" NOT NULL,
  subject     TEXT COLLATE "C" NOT NULL,
  person      TEXT COLLATE "C" NOT NULL,
  language    TEXT COLLATE "C" NOT NULL,
  created_at  BIGINT NOT NULL,
  disabled_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX operator_subject ON operator (subject) WHERE subject <> '';
CREATE TABLE passkey (
  id         TEXT COLLATE "C" NOT NULL CONSTRAINT passkey_pk PRIMARY KEY,
  operator   BIGINT NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL
);
CREATE TABLE web_session (
  digest     TEXT COLLATE "C" NOT NULL CONSTRAINT web_session_pk PRIMARY KEY,
  operator   BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  address    TEXT COLLATE "C" NOT NULL,
  agent      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX web_session_operator ON web_session (operator);
CREATE TABLE api_token (
  number     BIGINT NOT NULL CONSTRAINT api_token_pk PRIMARY KEY,
  digest     TEXT COLLATE "C" NOT NULL CONSTRAINT api_token_digest UNIQUE,
  operator   BIGINT NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  scopes     TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);
CREATE TABLE attempt (
  who TEXT COLLATE "C" NOT NULL,
  at  BIGINT NOT NULL
);
CREATE INDEX attempt_who ON attempt (who, at);
CREATE TABLE approval (
  plan     TEXT COLLATE "C" NOT NULL,
  operator TEXT COLLATE "C" NOT NULL,
  digest   TEXT COLLATE "C" NOT NULL,
  decision TEXT COLLATE "C" NOT NULL CONSTRAINT approval_decision CHECK (decision IN ('approved', 'rejected')),
  classes  TEXT COLLATE "C" NOT NULL,
  allow    BIGINT NOT NULL,
  reason   TEXT COLLATE "C" NOT NULL,
  at       BIGINT NOT NULL,
  CONSTRAINT approval_pk PRIMARY KEY (plan, operator)
);
ALTER TABLE plan ADD COLUMN maker TEXT COLLATE "C" NOT NULL DEFAULT '';
