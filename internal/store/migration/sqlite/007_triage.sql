CREATE TABLE finding (
  number     BIGINT NOT NULL CONSTRAINT finding_pk PRIMARY KEY,
  system     TEXT NOT NULL,
  key        TEXT NOT NULL,
  kind       TEXT NOT NULL,
  login      TEXT NOT NULL,
  person     TEXT NOT NULL,
  reasons    TEXT NOT NULL,
  candidates TEXT NOT NULL,
  follows    TEXT NOT NULL,
  search     TEXT NOT NULL,
  print      TEXT NOT NULL,
  since      BIGINT NOT NULL,
  CONSTRAINT finding_one UNIQUE (system, key, kind)
);
CREATE INDEX finding_kind ON finding (kind, number);
CREATE INDEX finding_of_system ON finding (system, number);
CREATE TABLE finding_system (
  system TEXT NOT NULL CONSTRAINT finding_system_pk PRIMARY KEY,
  print  TEXT NOT NULL,
  at     BIGINT NOT NULL
);
CREATE TABLE classified (
  system TEXT NOT NULL,
  key    TEXT NOT NULL,
  kind   TEXT NOT NULL CONSTRAINT classified_kind CHECK (kind IN ('personal', 'service', 'shared', 'guest')),
  owner  TEXT NOT NULL,
  actor  TEXT NOT NULL,
  reason TEXT NOT NULL,
  at     BIGINT NOT NULL,
  CONSTRAINT classified_pk PRIMARY KEY (system, key)
);
ALTER TABLE plan RENAME TO plan_before;
CREATE TABLE plan (
  id       TEXT NOT NULL CONSTRAINT plan_pk PRIMARY KEY,
  purpose  TEXT NOT NULL CONSTRAINT plan_purpose CHECK (purpose IN ('pass', 'offboard', 'order', 'undo', 'what-if')),
  subject  TEXT NOT NULL,
  made_at  BIGINT NOT NULL,
  place    BIGINT NOT NULL CONSTRAINT plan_place UNIQUE,
  doc      BLOB NOT NULL,
  maker    TEXT NOT NULL DEFAULT '',
  actions  BIGINT NOT NULL DEFAULT 0,
  refusals BIGINT NOT NULL DEFAULT 0,
  held     BIGINT NOT NULL DEFAULT 0,
  gaps     BIGINT NOT NULL DEFAULT 0
);
INSERT INTO plan (id, purpose, subject, made_at, place, doc, maker, actions, refusals, held, gaps)
  SELECT id, purpose, subject, made_at, place, doc, maker, actions, refusals, held, gaps FROM plan_before;
DROP TABLE plan_before;
CREATE INDEX plan_subject ON plan (subject, place) WHERE subject <> '';
