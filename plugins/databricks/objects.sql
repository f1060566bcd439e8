-- SPDX-License-Identifier: MIT
-- One question for all that introspect.c tells; each %L is the schema's name. Behind what is told of a thing stand its
-- kind, and what those of a kind are ordered by.

--- define nulls_4 = NULL, NULL, NULL, NULL

-- the columns of each key
--- define key_columns
(SELECT constraint_name, table_name, array_join(transform(array_sort(collect_list(struct(ordinal_position AS n,
column_name AS c))), x -> x.c), ', ') AS columns
FROM information_schema.key_column_usage WHERE table_schema = %L GROUP BY ALL)

--- text brick_objects_sql
SELECT table_name, table_type, comment, @nulls_4, @nulls_4, 0 AS kind, table_name AS at, 0 AS n
FROM information_schema.tables WHERE table_schema = %L
UNION ALL
SELECT table_name, column_name, full_data_type, column_default, is_nullable, comment, is_identity, identity_generation,
	CAST(identity_start AS STRING), CAST(identity_increment AS STRING), generation_expression, 1, table_name,
	ordinal_position
FROM information_schema.columns WHERE table_schema = %L
UNION ALL
SELECT k.constraint_name, k.constraint_type, k.table_name, u.columns, t.table_name, v.columns, t.constraint_name,
	@nulls_4, 2, k.table_name, 0
FROM information_schema.table_constraints k
JOIN @key_columns u ON u.constraint_name = k.constraint_name AND u.table_name = k.table_name
LEFT JOIN information_schema.referential_constraints f ON f.constraint_schema = k.constraint_schema
	AND f.constraint_name = k.constraint_name AND k.constraint_type = 'FOREIGN KEY'
LEFT JOIN information_schema.table_constraints t ON t.constraint_schema = f.unique_constraint_schema
	AND t.constraint_name = f.unique_constraint_name
LEFT JOIN @key_columns v ON v.constraint_name = t.constraint_name AND v.table_name = t.table_name
WHERE k.table_schema = %L AND k.constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
UNION ALL
SELECT table_name, view_definition, NULL, @nulls_4, @nulls_4, 3, table_name, 0
FROM information_schema.views WHERE table_schema = %L
UNION ALL
SELECT routine_name, routine_definition, NULL, @nulls_4, @nulls_4, 4, routine_name, 0
FROM information_schema.routines WHERE routine_schema = %L
ORDER BY kind, at, n, 1
