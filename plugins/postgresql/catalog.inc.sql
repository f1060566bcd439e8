-- SPDX-License-Identifier: MIT
-- What the catalog queries share. Each row is an object, or an edge between two: schema.h says what the
-- columns are. $1 is the namespaces in scope, $2 and $3 the namespace and the names of the tables to leave
-- out, $4 the namespace that is not named, or null, $5 what is in scope on tables that are not: namespace,
-- table, name, and so on.

-- What is asked of namespaces, relations and all else, in the words of SQL.
--- define in_scope = n.nspname = ANY ($1::text[])
-- The same for what is on a table, and is called `name`. Mostly there is none of it elsewhere, which the planner sees: it
-- does not go through all that other schemas have, of which there may be thousands.
--- define on_in_scope(name)
	(
		@in_scope OR (
			cardinality($5::text[]) > 0 AND EXISTS (
				SELECT
				FROM generate_series(1, cardinality($5::text[]), 3) made(at)
				WHERE lower(($5::text[])[made.at]) = lower(n.nspname)
					AND lower(($5::text[])[made.at + 1]) = lower(c.relname)
					AND lower(($5::text[])[made.at + 2]) = lower(@name)
			)
		)
	)
-- What deals with no table yet may be anybody's, unless our files name it.
--- define named_loose(name)
	EXISTS (
		SELECT
		FROM generate_series(1, cardinality($5::text[]), 3) made(at)
		WHERE ($5::text[])[made.at + 1] = '' AND lower(($5::text[])[made.at + 2]) IN (lower(@name), '*')
	)
-- What belongs to the whole database.
--- define whole_database = $4::text IS NULL

-- `space` and a dot, where it is named.
--- define dotted(space)
	CASE WHEN @space = $4::text THEN '' ELSE quote_ident(@space) || '.' END

-- A text in which the server names the namespace whatever the path is: where it comes first.
--- define unnamed(text, space)
	CASE
		WHEN @space = $4::text
		AND position(quote_ident(@space) || '.' IN @text) > 0 THEN overlay(
			@text PLACING ''
			FROM position(quote_ident(@space) || '.' IN @text) FOR length(quote_ident(@space)) + 1
		)
		ELSE @text
	END

-- The name of a function; the server names the namespace whatever the path is where there are others of that
-- name.
--- define function_name(oid)
	@unnamed(@oid::regproc::text, $4::text)

--- define not_ours
	NOT (n.nspname = $2::text AND (c.relname = ANY ($3::text[]) OR c.relname ~ '^whimbrel_kept_[0-9]+$'))

--- define not_member(class, oid)
	NOT EXISTS (
		SELECT FROM pg_depend m WHERE m.classid = '@class'::regclass AND m.objid = @oid AND m.deptype = 'e'
	)

-- Options: as they are compared, in a stable order, and as they are written.
--- define options(array)
	CASE
		WHEN @array IS NOT NULL THEN nullif((SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(@array) o), '')
	END AS options,
	CASE WHEN @array IS NOT NULL THEN nullif(array_to_string(@array, ', '), '') END AS "~options_in_order"

-- A foreign server is of the whole database, and of those whose tables alone are on it.
--- define server_in_scope
	(
		@whole_database OR coalesce(
			(
				SELECT bool_and(@in_scope)
				FROM pg_foreign_table ft
				JOIN pg_class c ON c.oid = ft.ftrelid
				JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE ft.ftserver = o.oid
			),
			false
		)
	)

-- What a foreign data wrapper is told, a line each.
--- define foreign_options(array)
	(
		SELECT string_agg(
			quote_ident(q.option_name) || ' ' || quote_literal(coalesce(q.option_value, '')),
			E'\n' ORDER BY q.option_name
		)
		FROM pg_options_to_table(@array) q
	)

--- define comment(class, oid, sub)
	LEFT JOIN pg_description d ON d.classoid = '@class'::regclass AND d.objoid = @oid AND d.objsubid = @sub

-- Where inherited columns come from in the end.
--- define ancestors
	WITH RECURSIVE ancestors(heir, ancestor) AS (
		SELECT inhrelid, inhparent
		FROM pg_inherits
		UNION SELECT a.heir, i.inhparent
		FROM ancestors a
		JOIN pg_inherits i ON i.inhrelid = a.ancestor
	)

-- The server makes the parts of an index of a partitioned table, and they are its own affair: unless it was
-- made ON ONLY that table, and not all partitions have their part.
--- define incomplete
	EXISTS (SELECT FROM pg_index rx WHERE rx.indexrelid = pg_partition_root(i.oid) AND NOT rx.indisvalid)

-- The table that the one is a partition of.
--- define part_of
	CASE
		WHEN c.relispartition THEN (
			SELECT pi.inhparent::regclass::text FROM pg_inherits pi WHERE pi.inhrelid = c.oid
		)
	END

-- The kinds' numbers, for SQL.
--- define kind_namespace = 1
--- define kind_extension = 2
--- define kind_type = 3
--- define kind_sequence = 4
--- define kind_table = 5
--- define kind_column = 6
--- define kind_index = 12
--- define kind_partition = 18
--- define kind_ownership = 1001
--- define kind_override = 1004
--- define kind_attached = 1006
--- define flag_implicit = 2
--- define flag_inline = 8

--- define object(class, oid, sub, kind, flags, position, space, parent, name, signature)
	SELECT '@class'::regclass::oid, @oid, @sub, @kind, @flags, @position, @space, @parent, @name, @signature,
	NULL::text, d.description AS comment

--- define flag(condition, key)
	CASE WHEN @condition THEN 'yes' END AS @key

-- What the defaults are, is left out. An identity's sequence is its column's.
--- define sequence_options
	nullif(s.seqincrement, 1)::text AS increment,
	nullif(s.seqmin, CASE WHEN s.seqincrement > 0 THEN 1 ELSE l.low END)::text AS min,
	nullif(s.seqmax, CASE WHEN s.seqincrement > 0 THEN l.high ELSE -1 END)::text AS max,
	nullif(s.seqstart, CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END)::text AS start,
	nullif(s.seqcache, 1)::text AS cache, CASE WHEN s.seqcycle THEN 'yes' END AS cycle

--- define sequence_limits
	LEFT JOIN (
		VALUES (20, -9223372036854775808, 9223372036854775807), (23, -2147483648, 2147483647),
		(21, -32768, 32767)
	) l(type, low, high) ON l.type::oid = s.seqtypid
