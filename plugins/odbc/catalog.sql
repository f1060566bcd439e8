-- SPDX-License-Identifier: MIT
-- What a database has and no catalog function of ODBC tells: class, table, name, definition. NULL for a definition: there
-- is one, and nobody can read it. What a class becomes is in untold.c.

--- text odbc_untold_postgresql
	WITH home AS (SELECT current_schema()::regnamespace::oid AS id),
	extensions AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
	SELECT CASE k.contype WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' ELSE 'EXCLUSION' END,
		c.relname, k.conname, pg_get_constraintdef(k.oid)
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN home ON home.id = c.relnamespace
	WHERE k.contype IN ('u', 'c', 'x')
	UNION ALL
	SELECT 'INDEX', c.relname, i.relname, pg_get_indexdef(i.oid)
	FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
	JOIN home ON home.id = c.relnamespace
	WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
	UNION ALL
	SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, NULL, c.relname, pg_get_viewdef(c.oid)
	FROM pg_class c JOIN home ON home.id = c.relnamespace
	WHERE c.relkind IN ('v', 'm') AND c.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_class'::regclass)
	UNION ALL
	SELECT 'TRIGGER', c.relname, t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
	FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN home ON home.id = c.relnamespace
	WHERE NOT t.tgisinternal
	UNION ALL
	SELECT 'RULE', c.relname, r.rulename, pg_get_ruledef(r.oid)
	FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN home ON home.id = c.relnamespace
	WHERE r.rulename <> '_RETURN'
	UNION ALL
	SELECT 'POLICY', c.relname, p.polname, concat_ws(' ', p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid),
		pg_get_expr(p.polwithcheck, p.polrelid))
	FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN home ON home.id = c.relnamespace
	UNION ALL
	SELECT 'ROUTINE', NULL, format('%s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
		CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END
	FROM pg_proc p JOIN home ON home.id = p.pronamespace
	WHERE p.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_proc'::regclass)
	UNION ALL
	SELECT 'TYPE', NULL, t.typname, (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e
		WHERE e.enumtypid = t.oid)
	FROM pg_type t JOIN home ON home.id = t.typnamespace
	WHERE t.typtype = 'e' AND t.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_type'::regclass)
	UNION ALL
	SELECT 'TYPE', NULL, t.typname, concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typdefault,
		CASE WHEN t.typnotnull THEN 'NOT NULL' END, (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
		FROM pg_constraint k WHERE k.contypid = t.oid))
	FROM pg_type t JOIN home ON home.id = t.typnamespace
	WHERE t.typtype = 'd' AND t.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_type'::regclass)
	UNION ALL
	SELECT 'TYPE', NULL, c.relname, (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', '
		ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped)
	FROM pg_class c JOIN home ON home.id = c.relnamespace WHERE c.relkind = 'c'
	UNION ALL
	SELECT 'SEQUENCE', NULL, c.relname, concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin,
		s.seqmax, s.seqcache, s.seqcycle)
	FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN home ON home.id = c.relnamespace
	WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
		AND d.deptype IN ('a', 'i', 'e'))

-- A check of a column has its column's name, and goes and comes with it.
--- text odbc_untold_mariadb
	SELECT 'UNIQUE', s.table_name, s.index_name, CONCAT('UNIQUE (', GROUP_CONCAT(CONCAT('`', REPLACE(s.column_name, '`', '``'),
		'`', IF(s.sub_part IS NULL, '', CONCAT('(', s.sub_part, ')'))) ORDER BY s.seq_in_index SEPARATOR ', '), ')')
	FROM information_schema.statistics s
	WHERE s.table_schema = DATABASE() AND s.non_unique = 0 AND s.index_name <> 'PRIMARY'
	GROUP BY s.table_name, s.index_name
	UNION ALL
	SELECT IF(level = 'Column', 'COLUMN CHECK', 'CHECK'), table_name, constraint_name, CONCAT('CHECK (', check_clause, ')')
	FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()
	UNION ALL
	SELECT 'VIEW', NULL, table_name, NULLIF(REPLACE(view_definition, CONCAT('`', DATABASE(), '`.'), ''), '')
	FROM information_schema.views WHERE table_schema = DATABASE()
	UNION ALL
	SELECT 'TRIGGER', event_object_table, trigger_name, CONCAT_WS(' ', action_timing, event_manipulation, action_statement)
	FROM information_schema.triggers WHERE trigger_schema = DATABASE()
	UNION ALL
	SELECT 'ROUTINE', NULL, CONCAT(r.routine_type, ' ', r.routine_name), CONCAT('(', COALESCE((SELECT GROUP_CONCAT(
		CONCAT_WS(' ', p.parameter_mode, p.parameter_name, p.dtd_identifier) ORDER BY p.ordinal_position SEPARATOR ', ')
		FROM information_schema.parameters p WHERE p.specific_schema = r.routine_schema
		AND p.specific_name = r.specific_name AND p.routine_type = r.routine_type), ''), ') ', r.routine_definition)
	FROM information_schema.routines r WHERE r.routine_schema = DATABASE()
	UNION ALL
	SELECT 'EVENT', NULL, event_name, CONCAT_WS(' ', event_type, interval_value, interval_field, status, event_definition)
	FROM information_schema.events WHERE event_schema = DATABASE()
	UNION ALL
	SELECT 'SEQUENCE', NULL, table_name, NULL FROM information_schema.tables
	WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'

-- The text of a check stands in its table's statement alone: from the first on, whatever else is there.
--- text odbc_untold_sqlite
	SELECT 'UNIQUE', m.name, i.name, 'UNIQUE (' || (SELECT group_concat('"' || replace(c.name, '"', '""') || '"', ', ')
		FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c) || ')'
	FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'u'
	UNION ALL
	SELECT 'INDEX', m.tbl_name, m.name, CASE WHEN EXISTS (SELECT 1 FROM pragma_index_xinfo(m.name) c WHERE c.cid = -2)
		THEN m.sql ELSE 'CREATE ' || iif(i."unique", 'UNIQUE ', '') || 'INDEX "' || replace(m.name, '"', '""') || '" ON "'
		|| replace(m.tbl_name, '"', '""') || '" (' || (SELECT group_concat('"' || replace(c.name, '"', '""') || '"'
		|| iif(c.coll = 'BINARY', '', ' COLLATE ' || c.coll) || iif(c."desc", ' DESC', ''), ', ')
		FROM (SELECT * FROM pragma_index_xinfo(m.name) WHERE key ORDER BY seqno) c) || ')'
		|| iif(i.partial, substr(m.sql, instr(upper(m.sql), ' WHERE ')), '') END
	FROM sqlite_master m JOIN pragma_index_list(m.tbl_name) i ON i.name = m.name
	WHERE m.type = 'index' AND m.sql IS NOT NULL
	UNION ALL
	SELECT 'COLUMN CHECK', name, '', substr(sql, instr(upper(sql), 'CHECK')) FROM sqlite_master
	WHERE type = 'table' AND sql LIKE '%check%'
	UNION ALL
	SELECT 'VIEW', NULL, name, sql FROM sqlite_master WHERE type = 'view'
	UNION ALL
	SELECT 'TRIGGER', tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'

-- Table and column, in the order of the key: where there is no primary key the drivers name another one.
--- text odbc_keys_mariadb
	SELECT table_name, column_name FROM information_schema.statistics
	WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index

--- text odbc_keys_sqlite
	SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
	WHERE m.type = 'table' AND c.pk > 0 ORDER BY m.name, c.pk

-- Table, column, type, default, what else fills it in, and 0 where it can't be null. A column that numbers its rows by a sequence of its own is a
-- serial, which makes that sequence again.
--- text odbc_columns_postgresql
	WITH all_columns AS (SELECT c.relname, a.attname, a.atttypid, a.attidentity, a.attnotnull, to_jsonb(a) ->> 'attgenerated' AS generated,
		format_type(a.atttypid, a.atttypmod) AS type, pg_get_expr(d.adbin, d.adrelid) AS value,
		EXISTS (SELECT 1 FROM pg_depend s WHERE s.classid = 'pg_class'::regclass AND s.refclassid = 'pg_class'::regclass
			AND s.refobjid = c.oid AND s.refobjsubid = a.attnum AND s.deptype = 'a'
			AND pg_get_expr(d.adbin, d.adrelid) = format('nextval(%L::regclass)', s.objid::regclass)) AS serial
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace)
	SELECT relname, attname, CASE WHEN NOT serial THEN type WHEN atttypid = 'int8'::regtype THEN 'bigserial'
			WHEN atttypid = 'int2'::regtype THEN 'smallserial' WHEN atttypid = 'int4'::regtype THEN 'serial' ELSE type END,
		CASE WHEN NOT (serial AND atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype))
			AND coalesce(generated, '') = '' THEN value END,
		CASE WHEN attidentity = 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' WHEN attidentity = 'a' THEN 'GENERATED ALWAYS AS IDENTITY'
			WHEN generated = 's' THEN concat('GENERATED ALWAYS AS (', value, ') STORED') END,
		CASE WHEN attnotnull THEN 0 ELSE 1 END
	FROM all_columns

--- text odbc_columns_mariadb
	SELECT table_name, column_name, column_type,
		CASE WHEN extra LIKE 'on update%' AND column_default IS NOT NULL THEN CONCAT(column_default, ' ', extra)
		ELSE column_default END,
		CASE WHEN extra LIKE '%auto_increment%' THEN 'AUTO_INCREMENT'
		WHEN extra LIKE 'on update%' AND column_default IS NULL THEN extra
		WHEN extra LIKE '%STORED GENERATED%' THEN CONCAT('GENERATED ALWAYS AS (', generation_expression, ') STORED')
		WHEN extra LIKE '%VIRTUAL GENERATED%' THEN CONCAT('GENERATED ALWAYS AS (', generation_expression, ') VIRTUAL') END,
		CASE WHEN is_nullable = 'NO' THEN 0 ELSE 1 END
	FROM information_schema.columns WHERE table_schema = DATABASE()
