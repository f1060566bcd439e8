-- SPDX-License-Identifier: MIT
-- What there is in a toy.

--- define shown(kind)
	o.kind = @kind AND NOT o.hidden

--- text toy_tables
	SELECT o.name
	FROM objects o
	-- a comment goes
	WHERE @shown('table')
