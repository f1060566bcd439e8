-- SPDX-License-Identifier: MIT
-- One question for all that introspect.c tells; %s says which schemas `s` are looked at. Behind what is told of a thing stand its
-- kind, its schema, of a table the question for more, and what those of a kind are ordered by.

--- define nulls_4 = NULL, NULL, NULL, NULL
--- define with_s(table)
(SELECT *, table_schema AS s FROM information_schema.@table)
--- define list(column)
array_join(transform(array_sort(collect_list(struct(ordinal_position AS n, @column AS c))), x -> x.c), ', ')
--- define literal(text)
concat('\'', replace(replace(@text, '\\', '\\\\'), '\'', '\\\''), '\'')

-- the columns of each key
--- define key_columns(which)
(SELECT constraint_name, table_schema, table_name, @list(column_name) AS columns
FROM @with_s(key_column_usage) WHERE @which GROUP BY ALL)

-- the parameters of each function, as SQL
--- define parameters
(SELECT specific_schema, specific_name, @list(concat('`', replace(parameter_name, '`', '``'), '` ', full_data_type,
	coalesce(concat(' DEFAULT ', parameter_default), ''), coalesce(concat(' COMMENT ', @literal(comment)), ''))) AS parameters
FROM information_schema.parameters GROUP BY ALL)

--- text brick_schemas_sql
SELECT s, comment, NULL, @nulls_4, @nulls_4, 0 AS kind, s AS space, NULL AS more, '' AS at, 0 AS n
FROM (SELECT schema_name AS s, comment FROM information_schema.schemata) WHERE %s

--- text brick_objects_sql
UNION ALL
SELECT table_name, table_type, comment, @nulls_4, @nulls_4, 1, s,
	concat('DESCRIBE DETAIL `', s, '`.`', replace(table_name, '`', '``'), '`'), table_name, 0
FROM @with_s(tables) WHERE %s
UNION ALL
SELECT table_name, column_name, full_data_type, column_default, CASE WHEN is_nullable = 'NO' THEN 'yes' END, comment,
	CASE WHEN is_identity = 'YES' THEN concat('GENERATED ', identity_generation, ' AS IDENTITY (START WITH ', identity_start,
		' INCREMENT BY ', identity_increment, ')') END, generation_expression, NULL, NULL, NULL, 2, s, NULL, table_name,
	ordinal_position
FROM @with_s(columns) WHERE %s
UNION ALL
SELECT k.constraint_name, k.constraint_type, k.table_name, u.columns, t.table_name, v.columns, t.constraint_name,
	t.table_schema, NULL, NULL, NULL, 3, s, NULL, k.table_name, 0
FROM @with_s(table_constraints) k
JOIN @key_columns(%s) u ON u.constraint_name = k.constraint_name AND u.table_name = k.table_name AND u.table_schema = s
LEFT JOIN information_schema.referential_constraints f ON f.constraint_schema = k.constraint_schema
	AND f.constraint_name = k.constraint_name AND k.constraint_type = 'FOREIGN KEY'
LEFT JOIN information_schema.table_constraints t ON t.constraint_schema = f.unique_constraint_schema
	AND t.constraint_name = f.unique_constraint_name
LEFT JOIN @key_columns(true) v ON v.constraint_name = t.constraint_name AND v.table_name = t.table_name
	AND v.table_schema = t.table_schema
WHERE k.constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
UNION ALL
SELECT table_name, view_definition, NULL, @nulls_4, @nulls_4, 4, s, NULL, table_name, 0
FROM @with_s(views) WHERE %s
UNION ALL
SELECT routine_name, concat('(', coalesce(parameters, ''), ')\nRETURNS ', full_data_type,
	CASE is_deterministic WHEN 'NO' THEN '\nNOT DETERMINISTIC' ELSE '' END,
	coalesce(concat('\nCOMMENT ', @literal(comment)), ''), '\nRETURN ', routine_definition),
	-- of one in Python, one that returns a table, and a procedure not all is told that would make it again
	CASE WHEN routine_type <> 'FUNCTION' OR routine_body <> 'SQL' OR data_type = 'TABLE' THEN 'yes' END,
	@nulls_4, @nulls_4, 5, s, NULL, routine_name, 0
FROM (SELECT *, routine_schema AS s FROM information_schema.routines) r
LEFT JOIN @parameters p ON p.specific_schema = r.specific_schema AND p.specific_name = r.specific_name WHERE %s
ORDER BY kind, space, at, n, 1

-- a scratch schema behind those that were made for it, by its name twice; and all of them by the beginning of their names
--- text brick_scratch_schemas_sql
SELECT schema_name FROM information_schema.schemata WHERE schema_name = %L OR startswith(schema_name, concat(%L, '__'))
ORDER BY 1 DESC

--- text brick_scratch_list_sql
SELECT DISTINCT split_part(schema_name, '__', 1) FROM information_schema.schemata WHERE startswith(schema_name, %L)

-- ------------------------------------------------------------------ which schemas

--- define name = replace(replace(s, concat(%L, '__'), ''), %L, %L)

-- all that begin so: "" on the target
--- text brick_schemas_all
s <> 'information_schema' AND startswith(s, %L)

-- by the name that they have on the target: on a scratch connection its own schema stands for the target's
--- text brick_schemas_but
AND @name <> lower(%L)
--- text brick_schemas_is
OR @name = lower(%L)
--- text brick_schemas_like
OR @name RLIKE concat('^\\Q', replace(replace(lower(%L), '*', '\\E.*\\Q'), '?', '\\E.\\Q'), '\\E$')
