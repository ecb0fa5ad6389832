CREATE TABLE finding (
  number     BIGINT NOT NULL CONSTRAINT finding_pk PRIMARY KEY,
  system     TEXT COLLATE "C" NOT NULL,
  key        TEXT COLLATE "C" NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  login      TEXT COLLATE "C" NOT NULL,
  person     TEXT COLLATE "C" NOT NULL,
  reasons    TEXT COLLATE "C" NOT NULL,
  candidates TEXT COLLATE "C" NOT NULL,
  follows    TEXT COLLATE "C" NOT NULL,
  search     TEXT COLLATE "C" NOT NULL,
  print      TEXT COLLATE "C" NOT NULL,
  since      BIGINT NOT NULL,
  CONSTRAINT finding_one UNIQUE (system, key, kind)
);
CREATE INDEX finding_kind ON finding (kind, number);
CREATE INDEX finding_of_system ON finding (system, number);
CREATE TABLE finding_system (
  system TEXT COLLATE "C" NOT NULL CONSTRAINT finding_system_pk PRIMARY KEY,
  print  TEXT COLLATE "C" NOT NULL,
  at     BIGINT NOT NULL
);
CREATE TABLE classified (
  system TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  kind   TEXT COLLATE "C" NOT NULL CONSTRAINT classified_kind CHECK (kind IN ('personal', 'service', 'shared', 'guest')),
  owner  TEXT COLLATE "C" NOT NULL,
  actor  TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  at     BIGINT NOT NULL,
  CONSTRAINT classified_pk PRIMARY KEY (system, key)
);
ALTER TABLE plan DROP CONSTRAINT plan_purpose;
ALTER TABLE plan ADD CONSTRAINT plan_purpose CHECK (purpose IN ('pass', 'offboard', 'order', 'undo', 'what-if'));
CREATE INDEX plan_subject ON plan (subject, place) WHERE subject <> '';
