// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.apache.spark.sql.connector.catalog.constraints.Constraint;
import org.apache.spark.sql.connector.catalog.constraints.ForeignKey;
import org.apache.spark.sql.connector.catalog.constraints.PrimaryKey;
import org.apache.spark.sql.connector.catalog.constraints.Unique;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

import scala.Option;
import scala.collection.immutable.Seq;

/** What a catalog knows of its tables: schemas and tables are folders, keys a file beside the log. */
public class Folders implements TableCatalog, SupportsNamespaces {
	static Path root;
	private static final Map<Path, Constraint[]> kept = new ConcurrentHashMap<>();
	private String name;

	@Override
	public void initialize(String given, CaseInsensitiveStringMap options) {
		name = given;
	}

	@Override
	public String name() {
		return name;
	}

	static List<String> folders(Path parent) {
		List<String> found = new ArrayList<>();
		try (DirectoryStream<Path> all = Files.newDirectoryStream(parent)) {
			for (Path path : all)
				if (Files.isDirectory(path) && !path.getFileName().toString().startsWith("."))
					found.add(path.getFileName().toString());
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		found.sort(null);
		return found;
	}

	static void remove(Path path) {
		if (!Files.exists(path))
			return;
		try (Stream<Path> all = Files.walk(path)) {
			all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	Path schema(String[] namespace) {
		return root.resolve(name).resolve(namespace.length == 1 ? namespace[0].toLowerCase() : "?");
	}

	Path path(Identifier id) {
		return schema(id.namespace()).resolve(id.name().toLowerCase());
	}

	static boolean isTable(Path path) {
		Path log = path.resolve("_delta_log");
		if (!Files.isDirectory(log))
			return false;
		try (Stream<Path> all = Files.list(log)) {
			return all.anyMatch(each -> each.toString().endsWith(".json"));
		} catch (IOException e) {
			return false;
		}
	}

	/* a CREATE TABLE that failed leaves its folder, and the next one fails for that */
	void clearFailed(Identifier id) {
		Path path = path(id);
		if (Files.exists(path) && !isTable(path))
			remove(path);
	}

	/* ------------------------------------------------------------------ keys */

	static boolean informational(Constraint c) {
		return c instanceof PrimaryKey || c instanceof ForeignKey || c instanceof Unique;
	}

	void keepForCreation(Identifier id, Constraint[] constraints) {
		kept.put(path(id), constraints == null ? new Constraint[0] : constraints);
	}

	static Path keys(Path table) {
		return table.resolve("_delta_log").resolve("_keys");
	}

	/* lines of NAME, TAB, PRIMARY KEY or FOREIGN KEY, TAB, the definition */
	static List<String> readKeys(Path table) {
		try {
			return Files.exists(keys(table)) ? Files.readAllLines(keys(table)) : new ArrayList<>();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static void writeKeys(Path table, List<String> lines) {
		try {
			Files.write(keys(table), lines, StandardCharsets.UTF_8);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	void addKey(Identifier id, Constraint c) {
		List<String> lines = new ArrayList<>(readKeys(path(id)));
		String kind = c instanceof PrimaryKey ? "PRIMARY KEY" : "FOREIGN KEY";
		/* a name by itself is one of the current schema, whatever schema the table is in */
		String in = java.util.regex.Matcher.quoteReplacement(SparkSession.active().catalog().currentDatabase());
		lines.add(c.name() + "\t" + kind + "\t" + c.toDDL().replaceFirst("REFERENCES (`[^`]*`|\\w+) ?\\(",
			"REFERENCES " + in + ".$1 ("));
		writeKeys(path(id), lines);
	}

	boolean dropKey(Identifier id, String key) {
		List<String> lines = new ArrayList<>(readKeys(path(id)));
		boolean found = lines.removeIf(line -> line.startsWith(key + "\t"));
		if (found)
			writeKeys(path(id), lines);
		return found;
	}

	/* ------------------------------------------------------------------ tables */

	@Override
	public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
		if (!namespaceExists(namespace))
			throw new NoSuchNamespaceException(namespace);
		return folders(schema(namespace)).stream()
			.filter(each -> isTable(schema(namespace).resolve(each)))
			.map(each -> Identifier.of(namespace, each)).toArray(Identifier[]::new);
	}

	@Override
	public Table loadTable(Identifier id) throws NoSuchTableException {
		if (id.namespace().length == 1 && id.namespace()[0].equalsIgnoreCase("information_schema"))
			return Information.table(this, id);
		Path path = path(id);
		if (id.namespace().length != 1 || !isTable(path))
			throw new NoSuchTableException(id);
		StructType schema =
			DeltaLog.forTable(SparkSession.active(), path.toString()).update(false, Option.empty(),
				Option.empty()).schema();
		return new V1Table(describe(id, path, schema));
	}

	private CatalogTable describe(Identifier id, Path path, StructType schema) {
		CatalogStorageFormat empty = CatalogStorageFormat.empty();
		CatalogStorageFormat storage = empty.copy(Option.apply(URI.create(path.toUri().toString())),
			empty.copy$default$2(), empty.copy$default$3(), empty.copy$default$4(),
			empty.copy$default$5(), empty.copy$default$6(), empty.copy$default$7());
		Map<Integer, Object> given = new HashMap<>();
		given.put(1, new TableIdentifier(id.name(), Option.apply(id.namespace()[0]), Option.apply(name)));
		given.put(2, CatalogTableType.MANAGED());
		given.put(3, storage);
		given.put(4, schema);
		given.put(5, Option.apply("delta"));
		given.put(18, false);
		return (CatalogTable) make("org.apache.spark.sql.catalyst.catalog.CatalogTable", given);
	}

	/* The constructor of a Scala class, with its defaults where nothing is given. */
	static Object make(String type, Map<Integer, Object> given) {
		try {
			Class<?> companion = Class.forName(type + "$");
			Object module = companion.getField("MODULE$").get(null);
			java.lang.reflect.Constructor<?> constructor = Class.forName(type).getConstructors()[0];
			Object[] values = new Object[constructor.getParameterCount()];
			for (int i = 1; i <= values.length; i++)
				values[i - 1] = given.containsKey(i) ? given.get(i)
					: companion.getMethod("$lessinit$greater$default$" + i).invoke(module);
			return constructor.newInstance(values);
		} catch (ReflectiveOperationException e) {
			throw new IllegalStateException(e);
		}
	}

	@Override
	public Table createTable(Identifier id, Column[] columns, Transform[] parts, Map<String, String> p) {
		Constraint[] constraints = kept.remove(path(id));
		try {
			Files.deleteIfExists(keys(path(id)));
			for (Constraint c : constraints == null ? new Constraint[0] : constraints)
				if (informational(c))
					addKey(id, c);
			return loadTable(id);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		} catch (NoSuchTableException e) {
			throw Catalog.sneak(e);
		}
	}

	@Override
	public Table createTable(Identifier id, StructType schema, Transform[] parts, Map<String, String> p) {
		return createTable(id, new Column[0], parts, p);
	}

	@Override
	public Table alterTable(Identifier id, TableChange... changes) throws NoSuchTableException {
		return loadTable(id);
	}

	@Override
	public boolean dropTable(Identifier id) {
		Path path = path(id);
		boolean there = isTable(path);
		remove(path);
		DeltaLog.clearCache();
		return there;
	}

	@Override
	public void renameTable(Identifier from, Identifier to) throws NoSuchTableException {
		if (!isTable(path(from)))
			throw new NoSuchTableException(from);
		try {
			if (isTable(path(to)))
				throw new org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException(to);
			Files.move(path(from), path(to));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		} catch (org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException e) {
			throw Catalog.sneak(e);
		}
		DeltaLog.clearCache();
	}

	/* ------------------------------------------------------------------ schemas */

	@Override
	public boolean namespaceExists(String[] namespace) {
		if (namespace.length != 1)
			return false;
		return namespace[0].equalsIgnoreCase("information_schema") || Files.isDirectory(schema(namespace));
	}

	@Override
	public String[][] listNamespaces() {
		return folders(root.resolve(name)).stream().map(each -> new String[] { each })
			.toArray(String[][]::new);
	}

	@Override
	public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
		if (namespace.length == 0)
			return listNamespaces();
		if (!namespaceExists(namespace))
			throw new NoSuchNamespaceException(namespace);
		return new String[0][];
	}

	String comment(String schema) {
		Path comment = schema(new String[] { schema }).resolve(".comment");
		try {
			return Files.exists(comment) ? Files.readString(comment) : null;
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Override
	public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
		if (!namespaceExists(namespace))
			throw new NoSuchNamespaceException(namespace);
		Map<String, String> found = new HashMap<>();
		String comment = comment(namespace[0]);
		if (comment != null)
			found.put("comment", comment);
		return found;
	}

	@Override
	public void createNamespace(String[] namespace, Map<String, String> metadata) {
		try {
			if (namespaceExists(namespace))
				throw new org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException(namespace);
			Files.createDirectories(schema(namespace));
			if (metadata.containsKey("comment"))
				Files.writeString(schema(namespace).resolve(".comment"), metadata.get("comment"));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		} catch (org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException e) {
			throw Catalog.sneak(e);
		}
	}

	@Override
	public void alterNamespace(String[] namespace, NamespaceChange... changes) {
		for (NamespaceChange change : changes)
			if (change instanceof NamespaceChange.SetProperty &&
			    ((NamespaceChange.SetProperty) change).property().equals("comment"))
				try {
					Files.writeString(schema(namespace).resolve(".comment"),
						((NamespaceChange.SetProperty) change).value());
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
	}

	@Override
	public boolean dropNamespace(String[] namespace, boolean cascade) throws NoSuchNamespaceException {
		if (!namespaceExists(namespace))
			throw new NoSuchNamespaceException(namespace);
		try {
			if (!cascade && listTables(namespace).length > 0)
				throw new org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException(namespace);
		} catch (org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException e) {
			throw Catalog.sneak(e);
		}
		remove(schema(namespace));
		DeltaLog.clearCache();
		return true;
	}
}
