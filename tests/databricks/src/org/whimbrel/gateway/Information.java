// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;

import scala.Option;

/** The tables of information_schema, read from the folders as they are when somebody asks. */
final class Information implements Table, SupportsRead {
	private final String name;
	private final StructType schema;
	private final List<InternalRow> rows = new ArrayList<>();

	private Information(String name, String columns) {
		this.name = name;
		StructType type = new StructType();
		for (String column : columns.split(" "))
			type = type.add(column, column.endsWith("_position") || column.equals("n") ? "int" : "string");
		schema = type;
	}

	static Table table(Folders folders, Identifier id) throws NoSuchTableException {
		switch (id.name().toLowerCase()) {
		case "schemata":
			return schemata(folders);
		case "tables":
			return tables(folders);
		case "columns":
			return columns(folders);
		case "views":
			return new Information("views", "table_catalog table_schema table_name view_definition");
		case "routines":
			return routines(folders);
		case "parameters":
			return parameters(folders);
		case "table_constraints":
			return constraints(folders);
		case "key_column_usage":
			return keyColumns(folders);
		case "referential_constraints":
			return references(folders);
		default:
			throw new NoSuchTableException(id);
		}
	}

	private void add(Object... values) {
		for (int i = 0; i < values.length; i++)
			if (values[i] instanceof String)
				values[i] = UTF8String.fromString((String) values[i]);
		rows.add(new GenericInternalRow(values));
	}

	private interface Visit {
		void table(String schema, String table, Path path);
	}

	private static void each(Folders folders, Visit visit) {
		Path catalog = Folders.root.resolve(folders.name());
		for (String schema : Folders.folders(catalog))
			for (String table : Folders.folders(catalog.resolve(schema)))
				if (Folders.isTable(catalog.resolve(schema).resolve(table)))
					visit.table(schema, table, catalog.resolve(schema).resolve(table));
	}

	static Snapshot snapshot(Path path) {
		return DeltaLog.forTable(SparkSession.active(), path.toString())
			.update(false, Option.empty(), Option.empty());
	}

	private static Table schemata(Folders folders) {
		Information out = new Information("schemata", "catalog_name schema_name schema_owner comment");
		for (String schema : Folders.folders(Folders.root.resolve(folders.name())))
			out.add(folders.name(), schema, "tester", folders.comment(schema));
		out.add(folders.name(), "information_schema", "system", null);
		return out;
	}

	private static Table tables(Folders folders) {
		Information out = new Information("tables", "table_catalog table_schema table_name table_type " +
			"data_source_format comment");
		each(folders, (schema, table, path) -> out.add(folders.name(), schema, table, "MANAGED", "DELTA",
			snapshot(path).metadata().description()));
		return out;
	}

	private static String text(StructField field, String key) {
		return field.metadata().contains(key) ? field.metadata().getString(key) : null;
	}

	private static Table columns(Folders folders) {
		Information out = new Information("columns", "table_catalog table_schema table_name column_name " +
			"ordinal_position column_default is_nullable full_data_type data_type comment is_identity " +
			"identity_generation identity_start identity_increment generation_expression");
		each(folders, (schema, table, path) -> {
			int n = 0;
			for (StructField f : snapshot(path).schema().fields()) {
				boolean identity = f.metadata().contains("delta.identity.start");
				out.add(folders.name(), schema, table, f.name(), n++,
					text(f, "CURRENT_DEFAULT"), f.nullable() ? "YES" : "NO",
					f.dataType().catalogString(), f.dataType().typeName().toUpperCase(),
					text(f, "comment"), identity ? "YES" : "NO",
					!identity ? null : f.metadata().getBoolean("delta.identity.allowExplicitInsert")
						? "BY DEFAULT" : "ALWAYS",
					!identity ? null : "" + f.metadata().getLong("delta.identity.start"),
					!identity ? null : "" + f.metadata().getLong("delta.identity.step"),
					text(f, "delta.generationExpression"));
			}
		});
		return out;
	}

	private static Table routines(Folders folders) {
		Information out = new Information("routines", "specific_catalog specific_schema specific_name " +
			"routine_catalog routine_schema routine_name routine_type data_type full_data_type routine_body " +
			"routine_definition is_deterministic comment");
		Path catalog = Folders.root.resolve(folders.name());
		for (String schema : Folders.folders(catalog))
			for (JsonNode f : Functions.read(catalog.resolve(schema))) {
				String name = f.path("name").asText(), type = f.path("returns").asText();
				out.add(folders.name(), schema, name, folders.name(), schema, name, "FUNCTION", type, type,
					"SQL", f.path("body").asText(), f.path("deterministic").asText(),
					f.path("comment").textValue());
			}
		return out;
	}

	private static Table parameters(Folders folders) {
		Information out = new Information("parameters", "specific_catalog specific_schema specific_name " +
			"ordinal_position parameter_name full_data_type parameter_default comment");
		Path catalog = Folders.root.resolve(folders.name());
		for (String schema : Folders.folders(catalog))
			for (JsonNode f : Functions.read(catalog.resolve(schema))) {
				int n = 0;
				for (JsonNode p : f.path("parameters"))
					out.add(folders.name(), schema, f.path("name").asText(), ++n, p.path("name").asText(),
						p.path("type").asText(), p.path("fallback").textValue(),
						p.path("comment").textValue());
			}
		return out;
	}

	private static Table constraints(Folders folders) {
		Information out = new Information("table_constraints", "constraint_catalog constraint_schema " +
			"constraint_name table_catalog table_schema table_name constraint_type");
		each(folders, (schema, table, path) -> {
			for (String line : Folders.readKeys(path)) {
				String[] part = line.split("\t");
				out.add(folders.name(), schema, part[0], folders.name(), schema, table, part[1]);
			}
		});
		return out;
	}

	private static final Pattern LIST = Pattern.compile("KEY \\(([^)]*)\\)");
	private static final Pattern REFERENCES = Pattern.compile("REFERENCES ([^ (]+) ?\\(([^)]*)\\)");

	private static Table keyColumns(Folders folders) {
		Information out = new Information("key_column_usage", "constraint_catalog constraint_schema " +
			"constraint_name table_catalog table_schema table_name column_name ordinal_position");
		each(folders, (schema, table, path) -> {
			for (String line : Folders.readKeys(path)) {
				String[] part = line.split("\t");
				Matcher list = LIST.matcher(part[2]);
				int n = 0;
				if (list.find())
					for (String column : list.group(1).split(","))
						out.add(folders.name(), schema, part[0], folders.name(), schema, table,
							column.trim().replace("`", ""), ++n);
			}
		});
		return out;
	}

	private static Table references(Folders folders) {
		Information out = new Information("referential_constraints", "constraint_catalog " +
			"constraint_schema constraint_name unique_constraint_catalog unique_constraint_schema " +
			"unique_constraint_name");
		each(folders, (schema, table, path) -> {
			for (String line : Folders.readKeys(path)) {
				String[] part = line.split("\t");
				Matcher other = REFERENCES.matcher(part[2]);
				if (!other.find())
					continue;
				String[] names = other.group(1).replace("`", "").split("\\.");
				String to = names[names.length - 1];
				String in = names.length > 1 ? names[names.length - 2] : schema;
				for (String key : Folders.readKeys(Folders.root.resolve(folders.name()).resolve(in)
						.resolve(to)))
					if (key.split("\t")[1].equals("PRIMARY KEY"))
						out.add(folders.name(), schema, part[0], folders.name(), in, key.split("\t")[0]);
			}
		});
		return out;
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public StructType schema() {
		return schema;
	}

	@Override
	public Set<TableCapability> capabilities() {
		return Collections.singleton(TableCapability.BATCH_READ);
	}

	@Override
	public Map<String, String> properties() {
		return Collections.emptyMap();
	}

	@Override
	public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
		return () -> new LocalScan() {
			@Override
			public InternalRow[] rows() {
				return rows.toArray(new InternalRow[0]);
			}

			@Override
			public StructType readSchema() {
				return schema;
			}
		};
	}
}
