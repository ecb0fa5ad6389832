CREATE TABLE challenge (
  digest     TEXT NOT NULL CONSTRAINT challenge_pk PRIMARY KEY,
  doc        TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX challenge_expires ON challenge (expires_at);
