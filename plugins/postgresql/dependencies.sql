-- SPDX-License-Identifier: MIT
-- What needs what.

--- include catalog.inc.sql

--- list pg_catalog_edges

-- The namespaces that have something in scope: those of others, too, on whose tables something of ours is.
--- define spaces
	spaces(oid) AS (
		SELECT n.oid
		FROM pg_namespace n
		WHERE @in_scope OR lower(n.nspname) IN (
			SELECT lower(($5::text[])[made.at])
			FROM generate_series(1, cardinality($5::text[]), 3) made(at)
		)
	)
-- What they have: where there are thousands of them, what the others note of theirs is not gone through.
--- define ours
	@spaces, tables(oid) AS (
		SELECT c.oid
		FROM pg_class c
		WHERE c.relnamespace IN (SELECT s.oid FROM spaces s)
	), ours(class, oid) AS (
		SELECT 'pg_class'::regclass::oid, t.oid
		FROM tables t
		UNION ALL SELECT 'pg_attrdef'::regclass, o.oid
		FROM pg_attrdef o
		JOIN tables t ON t.oid = o.adrelid
		UNION ALL SELECT 'pg_rewrite'::regclass, o.oid
		FROM pg_rewrite o
		JOIN tables t ON t.oid = o.ev_class
		UNION ALL SELECT 'pg_trigger'::regclass, o.oid
		FROM pg_trigger o
		JOIN tables t ON t.oid = o.tgrelid
		UNION ALL SELECT 'pg_policy'::regclass, o.oid
		FROM pg_policy o
		JOIN tables t ON t.oid = o.polrelid
		UNION ALL SELECT o.class, o.oid
		FROM (
			SELECT 'pg_type'::regclass::oid, oid, typnamespace
			FROM pg_type
			UNION ALL SELECT 'pg_constraint'::regclass, oid, connamespace
			FROM pg_constraint
			UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace
			FROM pg_proc
			UNION ALL SELECT 'pg_operator'::regclass, oid, oprnamespace
			FROM pg_operator
			UNION ALL SELECT 'pg_opclass'::regclass, oid, opcnamespace
			FROM pg_opclass
			UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfnamespace
			FROM pg_opfamily
			UNION ALL SELECT 'pg_collation'::regclass, oid, collnamespace
			FROM pg_collation
		) o(class, oid, space)
		WHERE o.space IN (SELECT s.oid FROM spaces s)
	)
-- A type that is not ours may be a part of an extension through others. OFFSET: by the index.
--- define noted = classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype
-- Of all other catalogs everything is gone through: little of it is in a namespace.
--- define others
	(
		ARRAY(
			SELECT o.oid
			FROM pg_class o
			WHERE o.relnamespace = 'pg_catalog'::regnamespace AND o.relkind = 'r'
				AND o.relname NOT IN (
					'pg_class', 'pg_attrdef', 'pg_rewrite', 'pg_trigger', 'pg_policy', 'pg_type',
					'pg_constraint', 'pg_proc', 'pg_operator', 'pg_opclass', 'pg_opfamily', 'pg_collation'
				)
		)
	)

-- What is internal (i) or an extension's (e) is a part; a default is a part of its column. A new partition
-- has the columns that its parents shall have. What looks at an inherited column is in the way of its
-- ancestor's. Whoever casts has noted the cast's function alone. A partition can't leave while rows refer to
-- its rows: the foreign key goes before, and comes behind. An identity is a part of its
-- column. The type of a column by which a table is partitioned can't change under that.
--- text pg_edges_dependencies
	@ancestors, @ours, noted(@noted) AS (
		SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
		FROM ours o
		JOIN pg_depend d ON d.classid = o.class AND d.objid = o.oid
		UNION SELECT d.*
		FROM unnest(@others) k(class)
		CROSS JOIN LATERAL (SELECT @noted FROM pg_depend WHERE classid = k.class OFFSET 0) d
		UNION SELECT @noted
		FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass
		UNION SELECT d.*
		FROM noted k
		CROSS JOIN LATERAL (
			SELECT @noted
			FROM pg_depend
			WHERE classid = k.refclassid AND objid = k.refobjid AND deptype = 'i'
			OFFSET 0
		) d
		WHERE k.refclassid = 'pg_type'::regclass AND k.refobjid >= 16384
	) SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype IN ('i', 'e')
	FROM noted
	WHERE (objid >= 16384 OR deptype = 'e') AND (refobjid >= 16384 OR refclassid = 'pg_namespace'::regclass)
		AND NOT (classid = 'pg_trigger'::regclass AND deptype IN ('i', 'P', 'S'))
	UNION ALL SELECT 'pg_attrdef'::regclass, f.oid, 0, 'pg_class'::regclass, f.adrelid, f.adnum, true
	FROM pg_attrdef f
	JOIN tables t ON t.oid = f.adrelid
	UNION ALL SELECT 1::oid, o.objid, 0, 'pg_class'::regclass, o.objid, 0, false
	FROM pg_depend o
	JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
	JOIN tables t ON t.oid = s.oid
	WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.deptype = 'a'
	UNION ALL SELECT 1::oid, o.objid, 0, o.refclassid, o.refobjid, o.refobjsubid, false
	FROM pg_depend o
	JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
	JOIN tables t ON t.oid = s.oid
	WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.deptype = 'a'
	UNION ALL SELECT 2::oid, f.adrelid, f.adnum, d.refclassid, d.refobjid, d.refobjsubid, false
	FROM pg_attrdef f
	JOIN tables t ON t.oid = f.adrelid
	JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attinhcount > 0
	JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.deptype = 'n'
	UNION ALL SELECT 2::oid, a.attrelid, a.attnum, 'pg_class'::regclass, a.attrelid, a.attnum, false
	FROM pg_attribute a
	JOIN tables t ON t.oid = a.attrelid
	WHERE a.attinhcount > 0
	UNION ALL SELECT 3::oid, c.oid, 0, 'pg_class'::regclass, t.oid, 0, false
	FROM pg_class c
	JOIN tables o ON o.oid = c.oid
	JOIN pg_inherits i ON i.inhrelid = c.oid
	CROSS JOIN LATERAL (VALUES (c.oid), (i.inhparent)) t(oid)
	WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
	UNION ALL SELECT 7::oid, c.oid, 0, t.class, t.oid, t.sub, false
	FROM pg_class c
	JOIN tables o ON o.oid = c.oid
	CROSS JOIN LATERAL (
		SELECT 'pg_type'::regclass, c.reloftype, 0
		UNION ALL SELECT 'pg_class'::regclass, c.oid, 0
		UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum
		FROM pg_attribute a
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	) t(class, oid, sub)
	WHERE c.reloftype <> 0
	UNION ALL SELECT 2::oid, a.attrelid, a.attnum, 'pg_class'::regclass, pa.attrelid, pa.attnum, false
	FROM pg_attribute a
	JOIN tables t ON t.oid = a.attrelid
	JOIN ancestors i ON i.heir = a.attrelid
	JOIN pg_attribute pa ON pa.attrelid = i.ancestor AND pa.attname = a.attname AND pa.attinhcount = 0
	WHERE a.attinhcount > 0 AND a.attnum > 0
	UNION ALL SELECT 'pg_class'::regclass, c.oid, 0, 'pg_class'::regclass, pa.attrelid, pa.attnum, false
	FROM pg_class c
	JOIN tables t ON t.oid = c.oid
	JOIN ancestors i ON i.heir = c.oid
	JOIN pg_attribute pa ON pa.attrelid = i.ancestor AND pa.attnum > 0 AND pa.attinhcount = 0
		AND NOT pa.attisdropped
	WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
	UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 0, 3::oid, c.oid, 0, false
	FROM pg_constraint k
	JOIN spaces s ON s.oid = k.connamespace
	JOIN ancestors i ON i.ancestor = k.confrelid
	JOIN pg_class c ON c.oid = i.heir AND c.relispartition
	WHERE k.contype = 'f' AND k.conparentid = 0
	UNION ALL SELECT d.classid, d.objid, d.objsubid, 'pg_class'::regclass, pa.attrelid, pa.attnum, false
	FROM ancestors i
	JOIN pg_attribute pa ON pa.attrelid = i.ancestor AND pa.attnum > 0 AND pa.attinhcount = 0
		AND NOT pa.attisdropped
	JOIN pg_attribute a ON a.attrelid = i.heir AND a.attname = pa.attname AND a.attinhcount > 0
	JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
		AND d.refobjsubid = a.attnum
		AND d.classid IN (
			'pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_proc'::regclass
		)
		AND d.deptype = 'n'
	JOIN ours o ON o.class = d.classid AND o.oid = d.objid
	UNION ALL SELECT d.classid, d.objid, d.objsubid, o.refclassid, o.refobjid, o.refobjsubid, false
	FROM pg_depend o
	JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
	JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid AND d.deptype = 'n'
	JOIN ours u ON u.class = d.classid AND u.oid = d.objid
	WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.deptype = 'i'
	UNION ALL SELECT 'pg_class'::regclass, k.partrelid, 0, t.class, t.oid, 0, false
	FROM pg_partitioned_table k
	JOIN pg_attribute a ON a.attrelid = k.partrelid AND a.attnum = ANY (k.partattrs::int2[])
	CROSS JOIN LATERAL (
		VALUES ('pg_type'::regclass::oid, a.atttypid), ('pg_collation'::regclass, a.attcollation)
	) t(class, oid)
	UNION ALL SELECT d.classid, d.objid, d.objsubid, 'pg_cast'::regclass, k.oid, 0, false
	FROM pg_cast k
	JOIN pg_depend d ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = k.castfunc
	WHERE k.oid >= 16384 AND d.classid <> 'pg_cast'::regclass
	UNION ALL SELECT 'pg_opfamily'::regclass, f.refobjid, 0, d.refclassid, d.refobjid, d.refobjsubid, false
	FROM pg_depend f
	JOIN pg_depend d ON d.classid = f.classid AND d.objid = f.objid AND d.refclassid <> f.refclassid
	WHERE f.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass) AND f.refclassid = 'pg_opfamily'::regclass
	UNION ALL SELECT 'pg_publication'::regclass, pr.prpubid, 0, d.refclassid, d.refobjid, d.refobjsubid, false
	FROM pg_publication_rel pr
	JOIN pg_depend d ON d.classid = 'pg_publication_rel'::regclass AND d.objid = pr.oid
		AND d.refclassid <> 'pg_publication'::regclass

-- Parts of indexes have their names before other indexes of the same table come. Where not all partitions
-- have theirs, the index waits for the partitions, which would get one, and the parts are attached to it.
-- Copies of a trigger fire as they shall behind all that they are copies of.
--- text pg_edges_parts
	WITH RECURSIVE @spaces, clones(clone, original) AS (
		SELECT t.oid, (to_jsonb(t)->>'tgparentid')::oid
		FROM pg_trigger t
		JOIN pg_class c ON c.oid = t.tgrelid
		JOIN spaces s ON s.oid = c.relnamespace
		WHERE coalesce((to_jsonb(t)->>'tgparentid')::oid, 0) <> 0
		UNION SELECT k.clone, (to_jsonb(t)->>'tgparentid')::oid
		FROM clones k
		JOIN pg_trigger t ON t.oid = k.original
		WHERE coalesce((to_jsonb(t)->>'tgparentid')::oid, 0) <> 0
	) SELECT t.class,
	t.oid, 0, 4::oid, h.inhrelid, 0, false
	FROM pg_inherits h
	JOIN pg_class i ON i.oid = h.inhrelid AND i.relkind IN ('i', 'I')
	JOIN pg_index x ON x.indexrelid = i.oid
	CROSS JOIN LATERAL (
		SELECT 'pg_class'::regclass::oid, sx.indexrelid
		FROM pg_index px
		JOIN pg_index sx ON sx.indrelid = px.indrelid
		WHERE px.indexrelid = h.inhparent
		UNION ALL SELECT 3::oid, x.indrelid
	) t(class, oid)
	WHERE NOT @incomplete
	UNION ALL SELECT 4::oid, i.oid, 0, t.class, t.oid, 0, false
	FROM pg_class i
	JOIN pg_inherits h ON h.inhrelid = i.oid
	CROSS JOIN LATERAL (
		VALUES ('pg_class'::regclass::oid, i.oid), ('pg_class'::regclass, h.inhparent), (4::oid, h.inhparent)
	) t(class, oid)
	WHERE i.relkind IN ('i', 'I') AND @incomplete
	UNION ALL SELECT 'pg_class'::regclass, h.inhparent, 0, 'pg_class'::regclass, i.oid, 0, false
	FROM pg_class i
	JOIN pg_inherits h ON h.inhrelid = i.oid
	WHERE i.relkind IN ('i', 'I') AND @incomplete
	UNION ALL SELECT 'pg_class'::regclass, i.oid, 0, 3::oid, h.inhrelid, 0, false
	FROM pg_class i
	JOIN pg_index x ON x.indexrelid = i.oid
	JOIN pg_inherits h ON h.inhparent = x.indrelid
	WHERE i.relkind = 'I' AND @incomplete
	UNION ALL SELECT 6::oid, t.oid, 0, u.class, u.oid, 0, false
	FROM clones k
	JOIN pg_trigger t ON t.oid = k.clone
	CROSS JOIN LATERAL (
		VALUES ('pg_trigger'::regclass::oid, k.original), (6::oid, k.original), (3::oid, t.tgrelid)
	) u(class, oid)

-- The body of a function is a text, of which nothing is noted; but what calls the function where an index, a
-- constraint, a default or a materialized view is made may look into it.
--- text pg_edges_bodies
	WITH RECURSIVE @ours, called(oid, body) AS (
		SELECT p.oid, p.prosrc
		FROM pg_proc p
		JOIN pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql')
		WHERE p.oid >= 16384
			AND EXISTS (
				SELECT
				FROM pg_depend d
				JOIN ours o ON o.class = d.classid AND o.oid = d.objid
				WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
					AND d.classid IN (
						'pg_class'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass,
						'pg_rewrite'::regclass
					)
			)
		UNION SELECT q.oid, q.prosrc
		FROM called c
		JOIN pg_proc q ON q.oid >= 16384 AND position(q.proname || '(' IN c.body) > 0
		JOIN pg_language l ON l.oid = q.prolang AND l.lanname IN ('sql', 'plpgsql')
	) SELECT 'pg_proc'::regclass::oid,
	c.oid, 0, 'pg_proc'::regclass::oid, q.oid, 0, false
	FROM called c
	JOIN pg_proc q ON q.oid >= 16384 AND q.oid <> c.oid AND position(q.proname || '(' IN c.body) > 0
	UNION ALL SELECT 'pg_proc'::regclass, c.oid, 0, 'pg_ts_config'::regclass, k.oid, 0, false
	FROM called c
	JOIN pg_ts_config k ON k.oid >= 16384 AND position(k.cfgname IN c.body) > 0
	UNION ALL SELECT 'pg_proc'::regclass, c.oid, 0, 'pg_collation'::regclass, k.oid, 0, false
	FROM called c
	JOIN pg_collation k ON k.oid >= 16384 AND position(k.collname IN c.body) > 0
