CREATE TABLE known_browser (
  digest   TEXT NOT NULL CONSTRAINT known_browser_pk PRIMARY KEY,
  operator BIGINT NOT NULL,
  seen_at  BIGINT NOT NULL
);
CREATE INDEX known_browser_operator ON known_browser (operator);
CREATE TABLE invitation (
  digest     TEXT NOT NULL CONSTRAINT invitation_pk PRIMARY KEY,
  operator   BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_operator ON passkey (operator);
