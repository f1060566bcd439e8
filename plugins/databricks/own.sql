-- SPDX-License-Identifier: MIT
-- Our own operations. %T is a table of ours by its schema and its name, %s one as SQL has it already.

--- define now = current_timestamp()
--- define now_ms = unix_millis(current_timestamp())
--- define time(column)
date_format(to_utc_timestamp(@column, current_timezone()), 'yyyy-MM-dd HH:mm:ss.SSSSSS')

-- ------------------------------------------------------------------ tables

--- text brick_make_log
CREATE TABLE IF NOT EXISTS %T (id BIGINT NOT NULL, run_id STRING NOT NULL, at TIMESTAMP NOT NULL, revision STRING,
	direction STRING, event STRING NOT NULL, statement BIGINT, statements BIGINT, hash STRING, session STRING,
	probe STRING, detail STRING, format BIGINT NOT NULL)

--- text brick_make_version
CREATE TABLE IF NOT EXISTS %T (revision STRING NOT NULL, title STRING NOT NULL, checksum STRING,
	applied_at TIMESTAMP NOT NULL, applied_by STRING NOT NULL, duration_ms BIGINT NOT NULL, run_id STRING NOT NULL,
	format BIGINT NOT NULL, parents STRING, depends STRING, down STRING)

-- ------------------------------------------------------------------ reading

--- text brick_read_versions
SELECT revision, title, checksum, @time(applied_at), applied_by, duration_ms, run_id, format%s FROM %T ORDER BY revision

--- define log_reads
id, run_id, @time(at), revision, direction, event, statement, statements, hash, session, probe, detail, format

--- text brick_read_journal
SELECT @log_reads FROM %T WHERE event <> 'lease' AND id > coalesce((SELECT max(id) FROM %T
	WHERE event IN ('applied', 'reverted', 'stamped')), 0) ORDER BY id

--- text brick_read_log
SELECT @log_reads FROM (SELECT * FROM %T WHERE event <> 'lease' ORDER BY id DESC LIMIT %d) ORDER BY id

-- ------------------------------------------------------------------ writing

-- keys are not enforced, so a row that is there is changed: a step that is taken up may come here again
--- text brick_record
MERGE INTO %T AS t USING (SELECT %L AS revision, %L AS title, %L AS checksum, @now AS applied_at,
	coalesce(%L, current_user()) AS applied_by, %d AS duration_ms, %L AS run_id, %d AS format, %L AS parents,
	%L AS depends, %L AS down) AS s ON t.revision = s.revision
WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *

--- text brick_amend
UPDATE %T SET checksum = %L, title = %L, format = %d, parents = %L, depends = %L, down = %L WHERE revision = %L

--- define log_columns
id, run_id, at, revision, direction, event, statement, statements, hash, session, probe, detail, format

-- behind it a row but for its number
--- text brick_append_log
INSERT INTO %T (@log_columns) SELECT (SELECT coalesce(max(id), 0) FROM %T) + 1,

-- ------------------------------------------------------------------ the lease

-- Its row: id 0, run_id the name, session the owner, at since when, detail when it expires in milliseconds
-- since 1970. Other rows have other details, and the order in which AND is computed is the server's: TRY_CAST.

--- define held = id = 0 AND event = 'lease' AND run_id = %L AND session = %L AND TRY_CAST(detail AS BIGINT) > @now_ms

--- text brick_lease_read
SELECT session, @time(at), @time(timestamp_millis(TRY_CAST(detail AS BIGINT))),
	CASE WHEN TRY_CAST(detail AS BIGINT) <= @now_ms THEN 1 ELSE 0 END
FROM %T WHERE id = 0 AND event = 'lease' AND run_id = %L AND session <> ''

-- Two takers meet on the row: one of them wins, and the other fails with 2D521. One that matches nothing
-- makes no version, so that whoever waits disturbs nobody.
--- text brick_lease_take
; MERGE INTO %T AS t USING (SELECT %L AS name, %L AS owner) AS s
ON t.id = 0 AND t.event = 'lease' AND t.run_id = s.name
WHEN MATCHED AND (t.session = '' OR TRY_CAST(t.detail AS BIGINT) <= @now_ms)
	THEN UPDATE SET session = s.owner, at = @now, detail = CAST(@now_ms + %d AS STRING)
WHEN NOT MATCHED THEN INSERT (id, run_id, at, event, session, detail, format)
	VALUES (0, s.name, @now, 'lease', s.owner, CAST(@now_ms + %d AS STRING), 2); END

--- text brick_lease_renew
UPDATE %T SET detail = CAST(@now_ms + %d AS STRING) WHERE @held

--- text brick_lease_drop
UPDATE %T SET session = '' WHERE id = 0 AND event = 'lease' AND run_id = %L AND session = %L

-- fails with words that brick_own_failed knows
--- text brick_proof
SELECT CASE WHEN count_if(@held) = 1 THEN 1 ELSE raise_error(%L) END FROM %s

-- ------------------------------------------------------------------ many rows, and the lease with them

-- The lease is row 0, which is there; the rows get the numbers behind the last one. Between these two stand the rows,
-- each with its own number, and what tells that the lease is held.
--- text brick_rows_begin
MERGE INTO %s AS t USING (SELECT CASE WHEN m.held = 0 THEN raise_error(%L) WHEN r.n = 0 THEN 0 ELSE m.last + r.n END AS id,
	r.* FROM (SELECT 0 AS n, '' AS run_id, @now AS at, CAST(NULL AS STRING) AS revision, CAST(NULL AS STRING) AS direction,
		'' AS event, CAST(NULL AS BIGINT) AS statement, CAST(NULL AS BIGINT) AS statements, CAST(NULL AS STRING) AS hash,
		CAST(NULL AS STRING) AS session, CAST(NULL AS STRING) AS probe, CAST(NULL AS STRING) AS detail, 2 AS format

--- text brick_rows_held
count_if(@held)

--- text brick_rows_end
AS held FROM %s) AS m) AS s ON t.id = s.id AND t.id = 0 AND t.run_id = %L
WHEN MATCHED THEN UPDATE SET detail = CAST(greatest(TRY_CAST(t.detail AS BIGINT), @now_ms + %d) AS STRING)
WHEN NOT MATCHED AND s.id > 0 THEN INSERT (@log_columns) VALUES (s.id, s.run_id, s.at, s.revision, s.direction, s.event,
	s.statement, s.statements, s.hash, s.session, s.probe, s.detail, s.format)

-- ------------------------------------------------------------------ who and what is there

-- by the schema of our tables
--- text brick_who
SELECT current_catalog(), current_schema(), current_user(), version(), (SELECT count(*) FROM information_schema.tables
	WHERE lower(table_schema) = lower(coalesce(%L, current_schema())) AND table_name = 'whimbrel_version')

-- the keys of a table, by catalog, schema and name
--- text brick_count_keys
SELECT count(*) FROM %N.information_schema.table_constraints WHERE table_schema = lower(%L) AND table_name = lower(%L)
	AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
