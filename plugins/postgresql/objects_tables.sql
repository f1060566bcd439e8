-- SPDX-License-Identifier: MIT
-- Tables and what is on them.

--- include catalog.inc.sql

--- list pg_catalog_tables

--- text pg_objects_tables
	@object(
		pg_class, c.oid, 0, @kind_table, CASE WHEN c.relkind = 'f' THEN 128 ELSE 0 END, 0, n.nspname, NULL::text,
		c.relname, NULL::text
	),
	@flag(c.relpersistence = 'u', unlogged),
	@options(
		(
			c.reloptions || CASE
				WHEN t.reloptions IS NOT NULL THEN ARRAY(SELECT 'toast.' || x FROM unnest(t.reloptions) x)
			END
		)
	),
	CASE
		WHEN NOT c.relispartition THEN (
			SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
			FROM pg_inherits i
			WHERE i.inhrelid = c.oid
		)
	END AS inherits,
	pg_get_partkeydef(c.oid) AS partition_key,
	@part_of AS partition,
	@flag(c.relrowsecurity, row_security), @flag(c.relforcerowsecurity, force_row_security),
	CASE
		WHEN c.relkind = 'f' THEN NULL
		WHEN c.relreplident = 'f' THEN 'FULL'
		WHEN c.relreplident = 'n' THEN 'NOTHING'
	END AS replica_identity,
	nullif(am.amname, 'heap') AS access_method, ts.spcname AS tablespace,
	(
		SELECT quote_ident(fs.srvname)
		FROM pg_foreign_table ft
		JOIN pg_foreign_server fs ON fs.oid = ft.ftserver
		WHERE ft.ftrelid = c.oid
	) AS server,
	(
		SELECT @foreign_options(ft.ftoptions) FROM pg_foreign_table ft WHERE ft.ftrelid = c.oid
	) AS foreign_options,
	@flag(c.reltoastrelid <> 0, "~toasted"),
	CASE
		WHEN c.relkind = 'p' AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid) THEN 'yes'
	END AS "~parted",
	CASE
		WHEN c.relkind = 'p'
		AND EXISTS (SELECT FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attidentity <> '') THEN 'yes'
	END AS "~counts"
	FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
	LEFT JOIN pg_am am ON am.oid = c.relam
	LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace @comment(pg_class, c.oid, 0)
	WHERE c.relkind IN ('r', 'p', 'f') AND @in_scope AND @not_ours AND @not_member(pg_class, c.oid)

-- What it is a partition of, and its bounds. An object of its own, since the bounds of one may be taken only
-- when another one has let go of them.
--- text pg_objects_partitions
	SELECT 3::oid, c.oid, 0, @kind_partition, 0, 0, n.nspname, NULL::text, c.relname, NULL::text, NULL::text,
	i.inhparent::regclass::text AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound,
	pg_get_partkeydef(i.inhparent) AS "~parent_key"
	FROM pg_class c
	JOIN pg_inherits i ON i.inhrelid = c.oid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND @in_scope AND @not_ours
		AND @not_member(pg_class, c.oid)

-- The type that it is of. An object of its own, since neither may change while they belong together.
--- text pg_objects_typed
	SELECT 7::oid, c.oid, 0, 1005, 0, 0, n.nspname, c.relname, format_type(c.reloftype, NULL), NULL::text,
	NULL::text, 'TYPED TABLE' AS class, format_type(c.reloftype, NULL) AS of_type
	FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.reloftype <> 0 AND c.relkind IN ('r', 'p') AND @in_scope AND @not_ours
		AND @not_member(pg_class, c.oid)

-- Since version 18 NOT NULL is a constraint with a name. One like those that the server gives (a partition
-- that was made has its parent's, one that was attached its own; a column or table that was renamed keeps
-- what it had) is written and not compared. Before there are none, and the join finds nothing.
--- define not_null
	CASE WHEN nn.conname !~ '^.+_.+_not_null[0-9]*$' THEN nn.conname END AS not_null_name,
	nn.conname AS "~not_null_actual", nd.description AS not_null_comment,
	@flag(nn.connoinherit, not_null_no_inherit), @flag(NOT nn.convalidated, not_null_not_valid)

--- define not_null_join
	LEFT JOIN pg_constraint nn ON nn.conrelid = c.oid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]
	LEFT JOIN pg_description nd ON nd.classoid = 'pg_constraint'::regclass AND nd.objoid = nn.oid

-- Is the column in the key of its partitioned table, or one of its name in that of a table above?
--- define in_key
	(
		c.relkind = 'p' AND EXISTS (
			SELECT FROM pg_partitioned_table k WHERE k.partrelid = c.oid AND a.attnum = ANY (k.partattrs::int2[])
		)
	)

--- define in_key_above
	(
		c.relispartition AND EXISTS (
			SELECT
			FROM pg_partition_ancestors(c.oid) u(relid)
			JOIN pg_partitioned_table k ON k.partrelid = u.relid
			JOIN pg_attribute ka ON ka.attrelid = u.relid AND ka.attnum = ANY (k.partattrs::int2[])
			WHERE u.relid <> c.oid AND ka.attname = a.attname
		)
	)

-- What its type and its collation are, as far as columns have to be moved when that changes.
--- define shape
	concat(
		y.typtype,
		(SELECT string_agg(quote_literal(enumlabel), E'\n' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = y.oid),
		CASE y.typtype WHEN 'd' THEN format_type(y.typbasetype, y.typtypmod) || y.typcollation::regcollation END,
		(
			SELECT to_jsonb(cl) - 'oid' - 'collowner' - 'collnamespace' - 'collversion'
			FROM pg_collation cl
			WHERE cl.oid = a.attcollation AND cl.oid >= 16384
		)
	)

-- Inherited columns come and go with their parent's. Options that begin with pg_ are the server's own: a
-- counter, for one.
--- text pg_objects_columns
	@object(
		pg_class, c.oid, a.attnum, @kind_column,
		CASE WHEN a.attinhcount > 0 THEN @flag_implicit ELSE 0 END + @flag_inline, a.attnum, n.nspname,
		c.relname, a.attname, NULL::text
	),
	format_type(a.atttypid, a.atttypmod) AS type,
	CASE y.typtype
		WHEN 'b' THEN y.typcategory::text || CASE
			WHEN y.typcategory = 'A' THEN coalesce(
				(SELECT e.typtype::text FROM pg_type e WHERE e.oid = y.typelem), ''
			)
			ELSE ''
		END
		ELSE y.typtype::text
	END AS "~category",
	@flag(a.attnotnull, not_null), @not_null,
	@flag(NOT nn.conislocal AND NOT c.relispartition, "~not_null_inherited"),
	@flag(a.attgenerated = 'v', virtual),
	CASE a.attgenerated WHEN '' THEN pg_get_expr(f.adbin, 0) END AS "default",
	CASE WHEN a.attgenerated <> '' THEN pg_get_expr(f.adbin, f.adrelid) END AS generated,
	CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
	sc.relname AS identity_sequence,
	CASE
		WHEN a.attgenerated = '' AND dq.relnamespace = c.relnamespace THEN dq.relname
	END AS "~default_sequence",
	@sequence_options,
	CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation END AS collation,
	CASE
		WHEN a.attstorage <> y.typstorage THEN CASE a.attstorage
			WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED'
		END
	END AS storage,
	CASE y.typstorage
		WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED'
	END AS "~type_storage",
	CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
	CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END AS statistics,
	CASE
		WHEN a.attoptions IS NOT NULL THEN nullif(
			(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\_%'), ''
		)
	END AS options,
	CASE WHEN a.attfdwoptions IS NOT NULL THEN @foreign_options(a.attfdwoptions) END AS foreign_options,
	@flag(a.attislocal AND a.attinhcount > 0, "~local"), @flag(c.relkind = 'f', "~foreign"),
	CASE WHEN @in_key THEN 'yes' END AS "~key", CASE WHEN @in_key_above THEN 'yes' END AS "~key_above",
	CASE WHEN @in_key OR @in_key_above THEN @shape END AS "~shape", @part_of AS "~part_of",
	CASE
		WHEN a.attinhcount > 0 AND NOT c.relispartition THEN (
			SELECT string_agg(h.inhparent::regclass::text, ', ')
			FROM pg_inherits h
			JOIN pg_attribute pa ON pa.attrelid = h.inhparent AND pa.attname = a.attname
			WHERE h.inhrelid = c.oid
		)
	END AS "~handed_down_by"
	FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	JOIN pg_type y ON y.oid = a.atttypid
	LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND f.adnum = a.attnum
	LEFT JOIN pg_depend o ON a.attidentity <> '' AND o.refclassid = 'pg_class'::regclass AND o.refobjid = c.oid
		AND o.refobjsubid = a.attnum
		AND o.deptype = 'i'
		AND o.classid = 'pg_class'::regclass
	LEFT JOIN pg_sequence s ON s.seqrelid = o.objid
	LEFT JOIN pg_class sc ON sc.oid = o.objid
	LEFT JOIN (
		SELECT DISTINCT ON (q.objid) q.objid, qc.relname, qc.relnamespace
		FROM pg_depend q
		JOIN pg_class qc ON qc.oid = q.refobjid AND qc.relkind = 'S'
		WHERE q.classid = 'pg_attrdef'::regclass AND q.refclassid = 'pg_class'::regclass ORDER BY q.objid,
		q.refobjid
	) dq ON dq.objid = f.oid @not_null_join @sequence_limits @comment(pg_class, c.oid, a.attnum)
	WHERE c.relkind IN ('r', 'p', 'f') AND @in_scope AND @not_ours AND @not_member(pg_class, c.oid)

-- Where an inherited column differs from the one that it comes from in the end.
--- text pg_objects_overrides
	@ancestors SELECT 2::oid, c.oid, a.attnum, @kind_override, 0, 0, n.nspname, c.relname, a.attname,
	NULL::text, NULL::text, 'INHERITED COLUMN' AS "~class",
	CASE WHEN q.expression IS DISTINCT FROM p.expression THEN coalesce(q.expression, 'NULL') END AS "default",
	p.expression AS "~inherited_default",
	@flag(a.attnotnull AND NOT p.not_null, not_null),
	CASE
		WHEN p.not_null THEN NULL
		WHEN right(nn.conname, length(a.attname) + 10) <> '_' || a.attname || '_not_null' THEN nn.conname
	END AS not_null_name,
	d.description AS comment
	FROM pg_attribute a
	JOIN pg_class c ON c.oid = a.attrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_constraint nn ON nn.conrelid = c.oid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]
	LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND f.adnum = a.attnum
	CROSS JOIN LATERAL (SELECT pg_get_expr(f.adbin, f.adrelid) AS expression) q
	CROSS JOIN LATERAL (
		SELECT min(pg_get_expr(pf.adbin, pf.adrelid)) AS expression, bool_or(pa.attnotnull) AS not_null
		FROM ancestors i
		JOIN pg_attribute pa ON pa.attrelid = i.ancestor AND pa.attname = a.attname AND NOT pa.attisdropped
			AND pa.attinhcount = 0
		LEFT JOIN pg_attrdef pf ON pf.adrelid = pa.attrelid AND pf.adnum = pa.attnum
		WHERE i.heir = c.oid
	) p @comment(pg_class, c.oid, a.attnum)
	WHERE a.attinhcount > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND c.relkind IN ('r', 'p')
		AND @in_scope
		AND @not_ours
		AND @not_member(pg_class, c.oid)
		AND (
			q.expression IS DISTINCT FROM p.expression OR (
				a.attnotnull AND NOT p.not_null
			) OR d.description IS NOT NULL
		)

-- Most have one: that is had for less.
--- define names(keys, table)
	CASE
		WHEN k.contype = 'c' THEN NULL
		WHEN cardinality(@keys) = 1 THEN (
			SELECT a.attname FROM pg_attribute a WHERE a.attrelid = @table AND a.attnum = (@keys)[1]
		)
		ELSE (
			SELECT string_agg(a.attname, ', ' ORDER BY u.at)
			FROM unnest(@keys) WITH ORDINALITY u(number, at)
			JOIN pg_attribute a ON a.attrelid = @table AND a.attnum = u.number
		)
	END

--- define action(column)
	CASE @column
		WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT'
	END

-- A foreign key to a partitioned table has one to each partition, on the same table and under the name that it
-- might have itself: those are the server's own.
--- text pg_objects_constraints
	@object(
		pg_constraint, k.oid, 0,
		CASE k.contype WHEN 'p' THEN 7 WHEN 'u' THEN 8 WHEN 'f' THEN 9 WHEN 'c' THEN 10 ELSE 11 END,
		CASE
			WHEN k.coninhcount > 0 OR k.conparentid <> 0 THEN @flag_implicit ELSE 0
		END + CASE k.contype WHEN 'f' THEN 0 ELSE @flag_inline END,
		0, n.nspname, coalesce(c.relname, t.typname), k.conname, NULL::text
	),
	pg_get_constraintdef(k.oid) AS definition, @names(k.conkey, c.oid) AS columns, f.relname AS "table",
	CASE WHEN fn.nspname IS DISTINCT FROM $4::text THEN fn.nspname END AS table_namespace,
	@names(k.confkey, f.oid) AS target_columns, @action(k.confdeltype) AS on_delete,
	@action(k.confupdtype) AS on_update,
	CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression, @options(i.reloptions),
	ts.spcname AS tablespace, @flag(x.indisclustered, clustered), @flag(x.indisreplident, replica_identity),
	@part_of AS "~part_of", @flag(k.contypid <> 0, "~domain"), @flag(c.relkind = 'p', "~partitioned"),
	CASE WHEN i.oid IS NOT NULL THEN obj_description(i.oid, 'pg_class') END AS index_comment,
	CASE
		WHEN k.coninhcount > 0 AND k.conparentid = 0 THEN (
			SELECT string_agg(h.inhparent::regclass::text, ', ')
			FROM pg_inherits h
			JOIN pg_constraint pk ON pk.conrelid = h.inhparent AND pk.conname = k.conname
				AND NOT pk.connoinherit
			WHERE h.inhrelid = k.conrelid
		)
	END AS "~handed_down_by"
	FROM pg_constraint k
	JOIN pg_namespace n ON n.oid = k.connamespace
	LEFT JOIN pg_class c ON c.oid = k.conrelid
	LEFT JOIN pg_type t ON t.oid = k.contypid
	LEFT JOIN pg_class f ON f.oid = k.confrelid
	LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
	LEFT JOIN pg_class i ON i.oid = k.conindid AND k.contype <> 'f'
	LEFT JOIN pg_index x ON x.indexrelid = i.oid
	LEFT JOIN pg_tablespace ts ON ts.oid = i.reltablespace @comment(pg_constraint, k.oid, 0)
	WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND @in_scope
		AND CASE
			WHEN c.oid IS NULL THEN @not_member(pg_type, t.oid) ELSE @not_ours AND @not_member(pg_class, c.oid)
		END
		AND (
			k.conparentid = 0
			OR NOT EXISTS (SELECT FROM pg_constraint u WHERE u.oid = k.conparentid AND u.conrelid = k.conrelid)
		)

-- The server names the table in full unless it is asked for the form for people, which also has fewer
-- parentheses.
--- define indexdef
	pg_get_indexdef(i.oid, 0, $4::text IS NOT NULL)

--- text pg_objects_indexes
	@object(
		pg_class, i.oid, 0, @kind_index,
		CASE WHEN i.relispartition AND NOT @incomplete THEN @flag_implicit ELSE 0 END, 0, n.nspname, c.relname,
		i.relname, NULL::text
	),
	CASE
		WHEN c.relkind = 'p' AND NOT @incomplete THEN replace(@indexdef, ' ON ONLY ', ' ON ') ELSE @indexdef
	END AS definition,
	CASE
		WHEN x.indnkeyatts = 1
		AND x.indkey[0] <> 0 THEN (
			SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = x.indkey[0]
		)
		WHEN x.indexprs IS NULL THEN (
			SELECT string_agg(a.attname, ', ' ORDER BY u.at)
			FROM unnest(x.indkey) WITH ORDINALITY u(number, at)
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number
			WHERE u.at <= x.indnkeyatts
		)
		ELSE (
			SELECT string_agg(pg_get_indexdef(i.oid, at, false), ', ' ORDER BY at)
			FROM generate_series(1, x.indnkeyatts) at
		)
	END AS columns,
	@flag(x.indisunique, unique), pg_get_expr(x.indpred, x.indrelid) AS "where", ts.spcname AS tablespace,
	(
		SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum)
		FROM pg_attribute a
		WHERE a.attrelid = i.oid AND a.attstattarget >= 0
	) AS statistics,
	@part_of AS "~part_of", @flag(x.indisclustered, clustered), @flag(x.indisreplident, replica_identity),
	@flag(NOT x.indisvalid AND c.relkind <> 'p', invalid), @flag(c.relkind = 'm', "~materialized")
	FROM pg_index x
	JOIN pg_class i ON i.oid = x.indexrelid
	JOIN pg_class c ON c.oid = x.indrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_tablespace ts ON ts.oid = i.reltablespace @comment(pg_class, i.oid, 0)
	WHERE c.relkind IN ('r', 'p', 'm')
		AND NOT EXISTS (
			SELECT
			FROM pg_constraint k
			WHERE k.conrelid = c.oid AND k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
		)
		AND @on_in_scope(i.relname)
		AND @not_ours
		AND @not_member(pg_class, c.oid)

-- The server calls them by their tables and columns.
--- text pg_objects_attached
	SELECT 4::oid, i.oid, 0, @kind_attached, 0, 0, n.nspname, c.relname, p.relname, NULL::text, NULL::text,
	'INDEX OF PARTITION' AS "~class", i.relname AS index, @indexdef AS definition, u.usual AS "~usual",
	CASE WHEN @incomplete THEN p.oid::regclass::text END AS attach
	FROM pg_class i
	JOIN pg_index x ON x.indexrelid = i.oid
	JOIN pg_inherits h ON h.inhrelid = i.oid
	JOIN pg_class p ON p.oid = h.inhparent
	JOIN pg_class c ON c.oid = x.indrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (
		SELECT c.relname || '_' || string_agg(
			coalesce(k.attname, a.attname), '_' ORDER BY a.attnum
		) || '_idx' AS usual
		FROM pg_attribute a
		LEFT JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = x.indkey[a.attnum - 1]
		WHERE a.attrelid = i.oid
	) u
	WHERE i.relispartition AND i.relkind IN ('i', 'I')
		AND (@incomplete OR (octet_length(u.usual) < 64 AND i.relname <> u.usual))
		AND NOT EXISTS (
			SELECT
			FROM pg_constraint k
			WHERE k.conrelid = c.oid AND k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
		)
		AND @in_scope
		AND @not_ours
		AND @not_member(pg_class, c.oid)
