CREATE TABLE owner_link (
  digest     TEXT COLLATE "C" NOT NULL CONSTRAINT owner_link_pk PRIMARY KEY,
  owner      TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX task_owner ON task (owner, state);
