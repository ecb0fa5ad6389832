ALTER TABLE action ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;
CREATE INDEX action_gone ON action (system, key) WHERE gone = 1;
