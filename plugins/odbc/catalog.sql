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
	SELECT CASE WHEN obj_description(t.oid, 'pg_type') IS NULL THEN 'ENUM' ELSE 'TYPE' END, NULL, t.typname, concat('AS ENUM (',
		(SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
		')', obj_description(t.oid, 'pg_type'))
	FROM pg_type t JOIN home ON home.id = t.typnamespace
	WHERE t.typtype = 'e' AND t.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_type'::regclass)
	UNION ALL
	SELECT CASE WHEN b.typnamespace = 'pg_catalog'::regnamespace AND obj_description(t.oid, 'pg_type') IS NULL THEN 'DOMAIN'
		ELSE 'TYPE' END, NULL, t.typname, concat_ws(' ', 'AS', format_type(t.typbasetype, t.typtypmod),
		CASE WHEN t.typcollation <> b.typcollation THEN concat('COLLATE ', t.typcollation::regcollation) END,
		'DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN 'NOT NULL' END, (SELECT string_agg(format('CONSTRAINT %I %s',
		k.conname, pg_get_constraintdef(k.oid)), ' ' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid
		AND k.contype = 'c'), obj_description(t.oid, 'pg_type'))
	FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype JOIN home ON home.id = t.typnamespace
	WHERE t.typtype = 'd' AND t.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_type'::regclass)
	UNION ALL
	SELECT 'TYPE', NULL, c.relname, (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', '
		ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped)
	FROM pg_class c JOIN home ON home.id = c.relnamespace WHERE c.relkind = 'c'
	UNION ALL
	SELECT 'TYPE', NULL, t.typname, concat_ws(' ', 'RANGE', g.rngsubtype::regtype, g.rngsubdiff, g.rngcanonical)
	FROM pg_range g JOIN pg_type t ON t.oid = g.rngtypid JOIN home ON home.id = t.typnamespace
	WHERE t.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_type'::regclass)
	UNION ALL
	SELECT 'FOREIGN TABLE', NULL, c.relname, NULL FROM pg_class c JOIN home ON home.id = c.relnamespace WHERE c.relkind = 'f'
	UNION ALL
	SELECT 'STATISTICS', NULL, x.stxname, pg_get_statisticsobjdef(x.oid)
	FROM pg_statistic_ext x JOIN home ON home.id = x.stxnamespace
	UNION ALL
	SELECT 'COLLATION', NULL, l.collname, NULL FROM pg_collation l JOIN home ON home.id = l.collnamespace
	WHERE l.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_collation'::regclass)
	UNION ALL
	SELECT 'OPERATOR', NULL, o.oid::regoperator::text, NULL FROM pg_operator o JOIN home ON home.id = o.oprnamespace
	WHERE o.oid NOT IN (SELECT objid FROM extensions WHERE classid = 'pg_operator'::regclass)
	UNION ALL
	SELECT 'SEQUENCE', NULL, c.relname, concat_ws(' ', 'AS', format_type(s.seqtypid, NULL), 'INCREMENT BY', s.seqincrement,
		'MINVALUE', s.seqmin, 'MAXVALUE', s.seqmax, 'START WITH', s.seqstart, 'CACHE', s.seqcache,
		CASE WHEN s.seqcycle THEN 'CYCLE' END)
	FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN home ON home.id = c.relnamespace
	WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
		AND d.deptype IN ('a', 'i', 'e'))

--- text odbc_untold_mariadb
	SELECT 'UNIQUE', s.table_name, s.index_name, CONCAT('UNIQUE (', GROUP_CONCAT(CONCAT('`', REPLACE(s.column_name, '`', '``'),
		'`', IF(s.sub_part IS NULL, '', CONCAT('(', s.sub_part, ')')), IF(s.collation = 'D', ' DESC', ''))
		ORDER BY s.seq_in_index SEPARATOR ', '), ')')
	FROM information_schema.statistics s
	WHERE s.table_schema = DATABASE() AND s.non_unique = 0 AND s.index_name <> 'PRIMARY'
	GROUP BY s.table_name, s.index_name
	UNION ALL
	SELECT 'INDEX', s.table_name, s.index_name, CONCAT('CREATE ', IF(s.index_type IN ('FULLTEXT', 'SPATIAL'), CONCAT(s.index_type, ' '),
		''), 'INDEX `', REPLACE(s.index_name, '`', '``'), '` ON `', REPLACE(s.table_name, '`', '``'), '` (',
		GROUP_CONCAT(CONCAT('`', REPLACE(s.column_name, '`', '``'), '`', IF(s.sub_part IS NULL OR s.index_type IN ('FULLTEXT',
		'SPATIAL'), '', CONCAT('(', s.sub_part, ')')), IF(s.collation = 'D', ' DESC', '')) ORDER BY s.seq_in_index SEPARATOR ', '),
		')', IF(s.index_type = 'HASH', ' USING HASH', ''), IF(s.index_comment = '', '', CONCAT(' COMMENT ', QUOTE(s.index_comment))))
	FROM information_schema.statistics s WHERE s.table_schema = DATABASE() AND s.non_unique = 1
	GROUP BY s.table_name, s.index_name, s.index_type, s.index_comment
	UNION ALL
	SELECT 'CHECK', table_name, constraint_name, CONCAT('CHECK (', check_clause, ')')
	FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() AND level <> 'Column'
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
	SELECT 'CHECK', name, '', substr(sql, instr(upper(sql), 'CHECK')) FROM sqlite_master
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

-- Table, READ for one that can't be made again or NONE for what is part of another, what stands behind the parenthesis, what else is compared,
-- the whole statement that makes it, and its comment where the driver loses it.
--- text odbc_tables_postgresql
	SELECT c.relname, CASE WHEN p.special <> '' THEN 'READ' END,
		CASE WHEN c.reloptions IS NOT NULL THEN concat(' WITH (', array_to_string(c.reloptions, ', '), ')') END, NULLIF(p.special, ''), NULL, obj_description(c.oid, 'pg_class')
	FROM pg_class c, LATERAL (SELECT concat_ws(' ', CASE WHEN c.relpersistence <> 'p' THEN 'UNLOGGED' END,
		CASE WHEN c.reloftype <> 0 THEN format('OF %s', c.reloftype::regtype) END, 'PARTITION BY ' || pg_get_partkeydef(c.oid),
		pg_get_expr(c.relpartbound, c.oid), (SELECT 'INHERITS ' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
		FROM pg_inherits i WHERE i.inhrelid = c.oid), CASE WHEN c.relrowsecurity THEN 'ROW LEVEL SECURITY' END,
		CASE WHEN c.relforcerowsecurity THEN 'FORCE' END) AS special) p
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace

--- text odbc_tables_mariadb
	SELECT t.table_name, IF(t.table_type = 'SYSTEM VERSIONED' OR t.create_options LIKE '%partitioned%', 'READ', NULL),
		CONCAT(' ENGINE=', t.engine, ' DEFAULT COLLATE=', t.table_collation, IF(t.create_options = '', '', CONCAT(' ', t.create_options)),
		IF(t.table_comment = '', '', CONCAT(' COMMENT=', QUOTE(t.table_comment)))),
		(SELECT GROUP_CONCAT(CONCAT_WS(' ', p.partition_method, p.partition_expression, p.subpartition_method, p.subpartition_expression,
		p.partition_name, p.subpartition_name, p.partition_description) ORDER BY p.partition_ordinal_position,
		p.subpartition_ordinal_position SEPARATOR ', ') FROM information_schema.partitions p WHERE p.table_schema = t.table_schema
		AND p.table_name = t.table_name AND p.partition_name IS NOT NULL), NULL, NULL
	FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')

-- The text of checks, collations and expressions stands in the table's statement alone: it is compared from the first on, whatever else is there.
--- text odbc_tables_sqlite
	SELECT m.name, CASE WHEN m.sql LIKE 'CREATE VIRTUAL TABLE%' THEN 'READ' WHEN m.name LIKE 'sqlite!_%' ESCAPE '!' OR EXISTS
		(SELECT 1 FROM sqlite_master v, (SELECT 'content' AS part UNION SELECT 'segdir' UNION SELECT 'segments' UNION SELECT 'docsize'
		UNION SELECT 'stat' UNION SELECT 'data' UNION SELECT 'idx' UNION SELECT 'config' UNION SELECT 'node' UNION SELECT 'parent'
		UNION SELECT 'rowid') WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%' AND m.name = v.name || '_' || part) THEN 'NONE' END, NULL,
		NULLIF(iif(m.sql LIKE 'CREATE VIRTUAL TABLE%', m.sql, '') || iif(m.sql LIKE '%AUTOINCREMENT%', 'AUTOINCREMENT ', '')
		|| iif(m.sql LIKE '%)%STRICT', 'STRICT ', '') || iif(m.sql LIKE '%)%WITHOUT%ROWID%', 'WITHOUT ROWID ', '')
		|| COALESCE(substr(m.sql, (SELECT min(instr(upper(m.sql), word)) FROM (SELECT 'COLLATE' AS word
		UNION SELECT 'GENERATED' UNION SELECT ' AS (' UNION SELECT 'DEFERRABLE') WHERE instr(upper(m.sql), word) > 0)), ''), ''), m.sql, NULL
	FROM sqlite_master m WHERE m.type = 'table'

-- Table, name, columns, the schema or catalog of the table that it refers to if that is another one, that table, its columns, and what stands
-- behind them: drivers know no more than the rules, lose RESTRICT, and some tell of primary keys alone.
--- text odbc_foreign_keys_postgresql
	SELECT c.relname, k.conname, l.names, CASE WHEN t.relnamespace <> c.relnamespace THEN n.nspname END, t.relname, l.targets,
		concat(CASE k.confmatchtype WHEN 'f' THEN ' MATCH FULL' END, ' ON UPDATE ' || u.rule, ' ON DELETE ' || d.rule,
		CASE WHEN k.condeferrable THEN ' DEFERRABLE' END, CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' END,
		CASE WHEN NOT k.convalidated THEN ' NOT VALID' END)
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace n
	ON n.oid = t.relnamespace LEFT JOIN (VALUES ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'), ('d', 'SET DEFAULT'))
	AS u (letter, rule) ON u.letter = k.confupdtype::text LEFT JOIN (VALUES ('r', 'RESTRICT'), ('c', 'CASCADE'), ('n', 'SET NULL'),
	('d', 'SET DEFAULT')) AS d (letter, rule) ON d.letter = k.confdeltype::text, LATERAL (SELECT
		string_agg(a.attname, ', ' ORDER BY i) AS names, string_agg(b.attname, ', ' ORDER BY i) AS targets
		FROM generate_subscripts(k.conkey, 1) i JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[i]
		JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[i]) l
	WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND k.conparentid = 0
	ORDER BY c.relname, k.conname

--- text odbc_foreign_keys_mariadb
	SELECT k.table_name, k.constraint_name, GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ', '),
		IF(k.referenced_table_schema = DATABASE(), NULL, k.referenced_table_schema), k.referenced_table_name,
		GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', '),
		CONCAT(IF(r.update_rule = 'RESTRICT', '', CONCAT(' ON UPDATE ', r.update_rule)),
		IF(r.delete_rule = 'RESTRICT', '', CONCAT(' ON DELETE ', r.delete_rule)))
	FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
	ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name AND r.constraint_name = k.constraint_name
	WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
	GROUP BY k.table_name, k.constraint_name, k.referenced_table_schema, k.referenced_table_name, r.update_rule, r.delete_rule
	ORDER BY k.table_name, k.constraint_name

--- text odbc_foreign_keys_sqlite
	SELECT name, NULL, group_concat("from", ', '), NULL, target, group_concat("to", ', '), rules FROM (SELECT m.name, f.id, f."table" AS target,
		f."from", COALESCE(f."to", (SELECT p.name FROM pragma_table_info(f."table") p WHERE p.pk = f.seq + 1)) AS "to",
		iif(f.on_update = 'NO ACTION', '', ' ON UPDATE ' || f.on_update) || iif(f.on_delete = 'NO ACTION', '', ' ON DELETE '
		|| f.on_delete) AS rules FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
		ORDER BY m.name, f.id DESC, f.seq)
	GROUP BY name, id ORDER BY name, id DESC

-- Table, column, type, default, what else fills it in, 0 where it can't be null, what stands at the end, its comment, and its place. A column that
-- numbers its rows by a sequence of its own is a serial, which makes that sequence again.
--- text odbc_columns_postgresql
	WITH all_columns AS (SELECT c.relname, a.attname, a.atttypid, a.attidentity, a.attnotnull, a.attnum, col_description(c.oid, a.attnum) AS comment, to_jsonb(a) ->> 'attgenerated' AS generated,
		format_type(a.atttypid, a.atttypmod) || COALESCE((SELECT ' COLLATE ' || l.oid::regcollation FROM pg_collation l, pg_type t
			WHERE l.oid = a.attcollation AND t.oid = a.atttypid AND t.typcollation <> l.oid), '') AS type, pg_get_expr(d.adbin, d.adrelid) AS value,
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
		CASE WHEN attnotnull THEN 0 ELSE 1 END, NULL, comment, attnum
	FROM all_columns ORDER BY relname, attnum

--- text odbc_columns_mariadb
	SELECT c.table_name, c.column_name, CONCAT(c.column_type, IF(c.collation_name IS NULL OR c.collation_name = t.table_collation, '',
		CONCAT(' CHARACTER SET ', c.character_set_name, ' COLLATE ', c.collation_name))),
		CASE WHEN c.extra LIKE '%on update%' AND c.column_default IS NOT NULL
		THEN CONCAT(c.column_default, ' ', REGEXP_SUBSTR(c.extra, 'on update [a-z_]+[(][0-9]*[)]'))
		ELSE REPLACE(c.column_default, CONCAT('`', DATABASE(), '`.'), '') END,
		CASE WHEN c.extra LIKE '%auto_increment%' THEN 'AUTO_INCREMENT'
		WHEN c.extra LIKE '%on update%' AND c.column_default IS NULL THEN REGEXP_SUBSTR(c.extra, 'on update [a-z_]+[(][0-9]*[)]')
		WHEN c.extra LIKE '%STORED GENERATED%' THEN CONCAT('GENERATED ALWAYS AS (', c.generation_expression, ') STORED')
		WHEN c.extra LIKE '%VIRTUAL GENERATED%' THEN CONCAT('GENERATED ALWAYS AS (', c.generation_expression, ') VIRTUAL') END,
		CASE WHEN c.is_nullable = 'NO' THEN 0 ELSE 1 END,
		NULLIF(CONCAT_WS(' ', IF(c.extra LIKE '%INVISIBLE%', 'INVISIBLE', NULL), IF(c.column_comment = '', NULL, CONCAT('COMMENT ',
		QUOTE(c.column_comment))), (SELECT CONCAT('CHECK (', k.check_clause, ')') FROM information_schema.check_constraints k
		WHERE k.constraint_schema = c.table_schema AND k.table_name = c.table_name AND k.constraint_name = c.column_name
		AND k.level = 'Column')), ''), NULL, c.ordinal_position
	FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
	WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position

--- text odbc_columns_sqlite
	SELECT m.name, c.name, c.type, iif(c.dflt_value GLOB '*[-+*/|( ]*' AND substr(c.dflt_value, 1, 1) <> char(39), '(' || c.dflt_value || ')',
		c.dflt_value), CASE c.hidden WHEN 2 THEN 'VIRTUAL' WHEN 3 THEN 'STORED' END, CASE c."notnull" WHEN 1 THEN 0 ELSE 1 END, NULL, NULL, c.cid + 1
	FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND c.hidden <> 1 ORDER BY m.name, c.cid
