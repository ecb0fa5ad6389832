CREATE TABLE account_block (
  id        BIGINT NOT NULL CONSTRAINT account_block_pk PRIMARY KEY,
  size      BIGINT NOT NULL,
  linked    BIGINT NOT NULL,
  unmatched BIGINT NOT NULL,
  proposed  BIGINT NOT NULL,
  ambiguous BIGINT NOT NULL,
  suspect   BIGINT NOT NULL,
  suspended BIGINT NOT NULL,
  personal  BIGINT NOT NULL,
  service   BIGINT NOT NULL,
  shared    BIGINT NOT NULL,
  guest     BIGINT NOT NULL,
  accounts  BYTEA NOT NULL
);
CREATE TABLE account_pointer (
  kind     BIGINT NOT NULL,
  system   BIGINT NOT NULL,
  part     BIGINT NOT NULL,
  pointers BYTEA NOT NULL,
  CONSTRAINT account_pointer_pk PRIMARY KEY (kind, system, part)
);
ALTER TABLE system ADD COLUMN parts BIGINT NOT NULL DEFAULT 1;
ALTER TABLE account_block ALTER COLUMN accounts SET STORAGE EXTERNAL;
ALTER TABLE account_pointer ALTER COLUMN pointers SET STORAGE EXTERNAL;
