-- SPDX-License-Identifier: MIT
-- What is asked of the catalog besides objects.

-- Indexes of the table $1 that are not among $2; $3: by this name alone, '' any.
--- text pg_judge_made_sql
SELECT i.indexrelid::regclass::text, i.indisvalid, format('%I.%I', n.nspname, c.relname)
FROM pg_index i
	JOIN pg_class c ON c.oid = i.indexrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE i.indrelid = $1::oid AND NOT i.indexrelid::text = ANY (string_to_array($2, ','))
	AND ($3 = '' OR c.relname = (SELECT p.parts[cardinality(p.parts)]
		FROM (SELECT parse_ident($3) AS parts) p))
ORDER BY i.indisvalid DESC, i.indexrelid DESC

-- Copies that REINDEX CONCURRENTLY left of indexes of the table $1 ('0': of any) or of its TOAST table, besides those
-- of $2.
--- text pg_judge_reindexed_sql
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_index i
	JOIN pg_class c ON c.oid = i.indexrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND NOT i.indexrelid::text = ANY (string_to_array($2, ','))
	AND c.relname ~ '_cc(new|old)\d*$'
	AND ($1 = '0' OR i.indrelid = $1::oid
		OR i.indrelid = (SELECT reltoastrelid FROM pg_class WHERE oid = $1::oid))

-- Is the partition $2 of $1 half detached, and what ends that? The column came with the statement, in 14.
--- text pg_judge_detached_sql
SELECT inhdetachpending, format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', inhparent::regclass, inhrelid::regclass)
FROM pg_inherits
WHERE inhparent = $1::oid AND inhrelid = $2::oid

-- Statements that take away all that a private server has got since it was made.
--- text pg_clear_sql
SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE oid >= 16384 AND datname <> current_database()
UNION ALL SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE oid >= 16384 AND rolname <> current_user
UNION ALL SELECT 'ALTER SYSTEM RESET ALL'
