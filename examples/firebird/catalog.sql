-- SPDX-License-Identifier: MIT
-- The schema, a query for each kind of object.

--- define not_ours(column)
	@column NOT IN ('WHIMBREL_VERSION', 'WHIMBREL_LOG', 'WHIMBREL_LOCK')

--- define users(column)
	@not_ours(@column) AND EXISTS (SELECT 1 FROM rdb$relations u WHERE u.rdb$relation_name = @column
	AND u.rdb$system_flag = 0)

--- define segments(index)
	(SELECT LIST(TRIM(n), ', ') FROM (SELECT g.rdb$field_name AS n FROM rdb$index_segments g
	WHERE g.rdb$index_name = @index ORDER BY g.rdb$field_position))

-- name, comment, is it a usual table?
--- text fb_tables
	SELECT TRIM(rdb$relation_name), rdb$description,
		CASE rdb$relation_type WHEN 0 THEN '1' ELSE 'type ' || rdb$relation_type END
	FROM rdb$relations
	WHERE rdb$system_flag = 0 AND rdb$view_blr IS NULL AND @not_ours(rdb$relation_name)

-- table, name, position, type, not null, default, computed, identity
--- text fb_columns
	SELECT TRIM(rf.rdb$relation_name), TRIM(rf.rdb$field_name), rf.rdb$field_position,
		CASE WHEN rf.rdb$field_source NOT STARTING 'RDB$' THEN '"' || TRIM(rf.rdb$field_source) || '"'
		ELSE CASE
			WHEN f.rdb$field_sub_type = 1 AND f.rdb$field_type IN (7, 8, 16)
			THEN 'NUMERIC(' || f.rdb$field_precision || ',' || ABS(f.rdb$field_scale) || ')'
			WHEN f.rdb$field_sub_type = 2 AND f.rdb$field_type IN (7, 8, 16)
			THEN 'DECIMAL(' || f.rdb$field_precision || ',' || ABS(f.rdb$field_scale) || ')'
			ELSE CASE f.rdb$field_type
				WHEN 7 THEN 'SMALLINT' WHEN 8 THEN 'INTEGER' WHEN 10 THEN 'FLOAT' WHEN 12 THEN 'DATE'
				WHEN 13 THEN 'TIME' WHEN 14 THEN 'CHAR(' || f.rdb$character_length || ')'
				WHEN 16 THEN 'BIGINT' WHEN 23 THEN 'BOOLEAN' WHEN 27 THEN 'DOUBLE PRECISION'
				WHEN 35 THEN 'TIMESTAMP' WHEN 37 THEN 'VARCHAR(' || f.rdb$character_length || ')'
				WHEN 261 THEN 'BLOB SUB_TYPE ' || f.rdb$field_sub_type
				ELSE 'type ' || f.rdb$field_type END
			END || CASE WHEN f.rdb$field_type IN (14, 37, 261)
				AND s.rdb$character_set_name <> d.rdb$character_set_name
				THEN ' CHARACTER SET ' || TRIM(s.rdb$character_set_name) ELSE '' END
		END, COALESCE(rf.rdb$null_flag, 0), rf.rdb$default_source, f.rdb$computed_source, rf.rdb$identity_type
	FROM rdb$relation_fields rf
	JOIN rdb$relations r ON r.rdb$relation_name = rf.rdb$relation_name
	JOIN rdb$fields f ON f.rdb$field_name = rf.rdb$field_source
	CROSS JOIN rdb$database d
	LEFT JOIN rdb$character_sets s ON s.rdb$character_set_id = f.rdb$character_set_id
	WHERE r.rdb$system_flag = 0 AND r.rdb$view_blr IS NULL AND @not_ours(r.rdb$relation_name)

-- table, type, name, columns, the table that it refers to, its columns, what an update does, a delete
--- text fb_constraints
	SELECT TRIM(c.rdb$relation_name), c.rdb$constraint_type, TRIM(c.rdb$constraint_name),
		@segments(c.rdb$index_name), TRIM(q.rdb$relation_name), @segments(q.rdb$index_name),
		TRIM(f.rdb$update_rule), TRIM(f.rdb$delete_rule)
	FROM rdb$relation_constraints c
	LEFT JOIN rdb$ref_constraints f ON f.rdb$constraint_name = c.rdb$constraint_name
	LEFT JOIN rdb$relation_constraints q ON q.rdb$constraint_name = f.rdb$const_name_uq
	WHERE c.rdb$constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY') AND @users(c.rdb$relation_name)

-- table, name, source
--- text fb_checks
	SELECT TRIM(c.rdb$relation_name), TRIM(c.rdb$constraint_name), t.rdb$trigger_source
	FROM rdb$relation_constraints c
	JOIN rdb$check_constraints k ON k.rdb$constraint_name = c.rdb$constraint_name
	JOIN rdb$triggers t ON t.rdb$trigger_name = k.rdb$trigger_name AND t.rdb$trigger_type = 1
	WHERE c.rdb$constraint_type = 'CHECK' AND @users(c.rdb$relation_name)

-- table, name, unique, descending, columns, expression
--- text fb_indexes
	SELECT TRIM(i.rdb$relation_name), TRIM(i.rdb$index_name), COALESCE(i.rdb$unique_flag, 0),
		COALESCE(i.rdb$index_type, 0), @segments(i.rdb$index_name), i.rdb$expression_source
	FROM rdb$indices i
	WHERE COALESCE(i.rdb$system_flag, 0) = 0 AND NOT EXISTS (SELECT 1 FROM rdb$relation_constraints c
		WHERE c.rdb$index_name = i.rdb$index_name) AND @users(i.rdb$relation_name)

-- view, table, column: what the view needs
--- text fb_edges
	SELECT TRIM(rdb$dependent_name), TRIM(rdb$depended_on_name), TRIM(rdb$field_name)
	FROM rdb$dependencies
	WHERE rdb$dependent_type = 1 AND rdb$depended_on_type = 0

-- Of the others: the number of enum wb_kind, parent, name, source.
--- text fb_views
	SELECT '13', NULL, TRIM(rdb$relation_name), rdb$view_source FROM rdb$relations
	WHERE rdb$system_flag = 0 AND rdb$view_blr IS NOT NULL

--- text fb_sequences
	SELECT '4', NULL, TRIM(rdb$generator_name), NULL FROM rdb$generators WHERE rdb$system_flag = 0

--- text fb_triggers
	SELECT '15', TRIM(rdb$relation_name), TRIM(rdb$trigger_name), rdb$trigger_source FROM rdb$triggers
	WHERE rdb$system_flag = 0

--- text fb_procedures
	SELECT '14', NULL, TRIM(rdb$procedure_name), rdb$procedure_source FROM rdb$procedures
	WHERE rdb$system_flag = 0

--- text fb_functions
	SELECT '14', NULL, TRIM(rdb$function_name), rdb$function_source FROM rdb$functions
	WHERE rdb$system_flag = 0

--- text fb_domains
	SELECT '3', NULL, TRIM(rdb$field_name), rdb$validation_source FROM rdb$fields
	WHERE rdb$system_flag = 0 AND rdb$field_name NOT STARTING 'RDB$'
