CREATE TABLE challenge (
  digest     TEXT COLLATE "C" NOT NULL CONSTRAINT challenge_pk PRIMARY KEY,
  doc        TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX challenge_expires ON challenge (expires_at);
