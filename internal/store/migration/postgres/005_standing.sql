ALTER TABLE person ADD COLUMN begins_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN department TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN manager TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN search TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN touched BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT 'working' CONSTRAINT person_state CHECK (state IN ('coming', 'working', 'leave', 'left'));
UPDATE person SET fingerprint = '';
CREATE INDEX person_id ON person (id);
CREATE INDEX person_ends ON person (ends_at) WHERE ends_at > 0;
CREATE INDEX person_touched ON person (touched);
ALTER TABLE action ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX action_person ON action (person, concluded_at);
ALTER TABLE closed ADD COLUMN residual TEXT COLLATE "C" NOT NULL DEFAULT '[]';
CREATE INDEX closed_residual ON closed (since) WHERE residual <> '[]';
CREATE INDEX closed_since ON closed (since);
CREATE TABLE trend (
  day   BIGINT NOT NULL,
  name  TEXT COLLATE "C" NOT NULL,
  value BIGINT NOT NULL,
  CONSTRAINT trend_pk PRIMARY KEY (day, name)
);
CREATE INDEX account_person ON account (person) WHERE person <> '';
CREATE INDEX account_login ON account (login);
CREATE INDEX account_unlinked ON account (link) WHERE link <> 'linked';
CREATE INDEX account_kind ON account (kind) WHERE kind <> '' AND kind <> 'personal';
CREATE INDEX account_suspended ON account (state) WHERE state = 'suspended';
