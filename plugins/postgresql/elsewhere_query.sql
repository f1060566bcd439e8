-- SPDX-License-Identifier: MIT
-- What leads out of the database, and no rollback takes back: see elsewhere.c. Names have their schema, since any search
-- path may hold.

-- May the database have anything that does so? A routine's text is looked at more closely where it is asked of a statement.
--- text pg_elsewhere_any_sql
	(
		EXISTS (SELECT FROM pg_catalog.pg_foreign_table)
		OR EXISTS (
			SELECT
			FROM pg_catalog.pg_proc p
			WHERE p.oid >= 16384 AND CASE
				WHEN p.probin IS NULL THEN p.prosrc ~* $wb$dblink|to\s+program$wb$
				ELSE p.proname IN ('dblink','dblink_exec','dblink_send_query') AND EXISTS (
					SELECT
					FROM pg_catalog.pg_depend d
					WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = p.oid
				)
			END
		)
	)

-- Routines that act elsewhere by their own text. dblink() with a query that is written and only reads does not.
--- define reads = (?:select|values|table|show)\M
--- define changes = (?:insert|update|delete|merge|call|create|alter|drop|truncate|do|copy|grant|revoke)\M
--- define acts
	$wb$dblink_exec|dblink_send_query|\mdblink\s*\((?![^;]*'\s*\(*\s*@reads)|\mdblink\s*\([^;]*'\s*@changes|\mto\s+program\M$wb$

-- Words behind which a table stands that is written to.
--- define writes
	$wb$\m(?:into|update|delete\s+from|truncate|table|copy)\s+(?:only\s+)?(?:[^\s,.;()]+\s*\.\s*)?"?$wb$

--- define has_name = b.body ~* ('(^|[^a-z0-9_$])' || w.name || '([^a-z0-9_$]|$)')

-- What uses the object t of a catalog, noted in another.
--- define used_by(catalog, user)
	pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.@catalog'::pg_catalog.regclass AND d.refobjid = t.oid
		AND d.classid = 'pg_catalog.@user'::pg_catalog.regclass
		AND d.deptype IN ('n','a')

--- define is_routine = w.kind = 'r' AND t.proname = w.name::name
--- define is_table = w.kind = 'f' AND t.relname = w.name::name

-- Names with their kinds in front: of 'r' whatever mentions it leads there, of 'f' what writes to it, 'e' is whatever
-- changes the schema. %s: a routine's text as BEGIN ATOMIC has it.
--- text pg_elsewhere_found_sql
	WITH RECURSIVE b (oid, name, body) AS (
		SELECT p.oid, p.proname::text, COALESCE(%s,p.prosrc)
		FROM pg_catalog.pg_proc p
		WHERE p.oid >= 16384 AND p.probin IS NULL
	), w (kind, name) AS (
		SELECT 'f', c.relname::text
		FROM pg_catalog.pg_class c
		WHERE c.relkind = 'f'
		UNION SELECT 'r', p.proname::text
		FROM pg_catalog.pg_proc p
		WHERE p.oid >= 16384 AND p.proname IN ('dblink_exec','dblink_send_query')
		UNION SELECT 'r', name
		FROM b
		WHERE body ~* @acts
		UNION SELECT x.kind, x.name
		FROM w
		CROSS JOIN LATERAL (
			SELECT 'r', b.name
			FROM b
			WHERE CASE
				WHEN w.name !~ '^[a-zA-Z0-9_]+$' THEN pg_catalog.strpos(b.body,w.name) > 0
				WHEN w.kind = 'f' THEN b.body ~* (@writes || w.name || '"?([^a-z0-9_$]|$)')
					OR (b.body ~* $wb$\mexecute\M$wb$ AND @has_name)
				ELSE @has_name
			END
			UNION ALL SELECT 'f', c.relname::text
			FROM pg_catalog.pg_proc t
			JOIN pg_catalog.pg_trigger g ON g.tgfoid = t.oid
			JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
			WHERE @is_routine
			UNION ALL SELECT 'f', c.relname::text
			FROM pg_catalog.pg_proc t
			JOIN @used_by(pg_proc, pg_attrdef)
			JOIN pg_catalog.pg_attrdef a ON a.oid = d.objid
			JOIN pg_catalog.pg_class c ON c.oid = a.adrelid
			WHERE @is_routine
			UNION ALL SELECT CASE WHEN r.ev_type = '1' THEN 'r' ELSE 'f' END, c.relname::text
			FROM pg_catalog.pg_proc t
			JOIN @used_by(pg_proc, pg_rewrite)
			JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
			JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
			WHERE @is_routine
			UNION ALL SELECT 'f', c.relname::text
			FROM pg_catalog.pg_class t
			JOIN @used_by(pg_class, pg_rewrite)
			JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
			JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
			WHERE @is_table
			UNION ALL SELECT 'f', c.relname::text
			FROM pg_catalog.pg_class t
			JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
			JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
			WHERE @is_table
			UNION ALL SELECT 'f', c.relname::text
			FROM pg_catalog.pg_class t
			JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
				AND (k.confdeltype NOT IN ('a','r') OR k.confupdtype NOT IN ('a','r'))
			JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
			WHERE @is_table
		) x (kind, name)
	)
	SELECT COALESCE(pg_catalog.array_agg(kind || pg_catalog.lower(name)),'{}')::text
	FROM (
		SELECT kind, name
		FROM w
		UNION ALL SELECT 'e', ''
		WHERE EXISTS (
			SELECT
			FROM pg_catalog.pg_event_trigger e
			JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
			JOIN w ON w.kind = 'r' AND w.name = p.proname::text
			WHERE e.evtenabled <> 'D'
		)
	) y
