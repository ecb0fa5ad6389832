CREATE TABLE api_reply (
  operator BIGINT NOT NULL,
  idem_key TEXT COLLATE "C" NOT NULL,
  request  TEXT COLLATE "C" NOT NULL,
  begun_at BIGINT NOT NULL,
  status   BIGINT NOT NULL,
  location TEXT COLLATE "C" NOT NULL,
  body     TEXT COLLATE "C" NOT NULL,
  CONSTRAINT api_reply_pk PRIMARY KEY (operator, idem_key)
);
CREATE INDEX api_reply_begun ON api_reply (begun_at);
