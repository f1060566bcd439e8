// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/** Spark with Delta: runs statements, each in a session of its own. */
final class Engine {
	private static final Pattern MAKE = Pattern.compile(
		"(?is)CREATE\\s+CATALOG\\s+(IF\\s+NOT\\s+EXISTS\\s+)?(`[^`]*`|\\w+).*");
	private static final Pattern DROP = Pattern.compile(
		"(?is)DROP\\s+CATALOG\\s+(IF\\s+EXISTS\\s+)?(`[^`]*`|\\w+)\\s*(CASCADE)?.*");
	private static final Pattern SHOW = Pattern.compile("(?is)SHOW\\s+CATALOGS(\\s+LIKE\\s+'(.*)')?");
	private static final Pattern DESCRIBE = Pattern.compile("(?is)DESC(RIBE)?\\s+CATALOG\\s+(`[^`]*`|\\w+)");
	private static final Pattern USE = Pattern.compile("(?is)USE\\s+CATALOG\\s+(`[^`]*`|\\w+)");
	private static final Pattern RIGHTS = Pattern.compile("(?is)(GRANT|REVOKE)\\s.*");
	private static final Pattern READS = Pattern.compile("(?is)(SELECT|SHOW|DESCRIBE|DESC|USE|WITH)\\s.*");
	/* Spark takes these and forgets them; the service has keys alone there. */
	private static final Pattern FORGOTTEN = Pattern.compile(
			"(?is)CREATE\\s+(OR\\s+REPLACE\\s+)?TABLE\\s[^']*?\\b(UNIQUE|CHECK)\\s*\\(.*");
	private static final Pattern UNPROVABLE = Pattern.compile("(?is)(SET|DECLARE|CACHE|RESET)\\s.*");

	private static final Pattern LAST = Pattern.compile(
		"(?s)(BEGIN .*)EXECUTE IMMEDIATE '((?:[^'\\\\]++|\\\\.)*+)';\\s*END");

	private final SparkSession spark;
	private final Path root;
	private final ExecutorService pool = Executors.newFixedThreadPool(8);
	volatile int chunkRows = 5000;

	/** An error as the service words it. */
	static final class Failed extends RuntimeException {
		final String sqlState;

		Failed(String sqlState, String message) {
			super(message + " SQLSTATE: " + sqlState);
			this.sqlState = sqlState;
		}
	}

	Engine(Path root) throws Exception {
		this.root = root;
		spark = SparkSession.builder().master("local[8]")
			.config("spark.ui.enabled", "false")
			.config("spark.driver.host", "127.0.0.1")
			.config("spark.driver.bindAddress", "127.0.0.1")
			.config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
			.config("spark.sql.catalog.spark_catalog",
				"org.apache.spark.sql.delta.catalog.DeltaCatalog")
			.config("spark.sql.warehouse.dir", root.resolve(".spark").toString())
			.config("spark.sql.sources.default", "delta")
			.config("spark.sql.shuffle.partitions", "1")
			.config("spark.databricks.delta.snapshotPartitions", "1")
			.config("spark.sql.session.timeZone", "UTC")
			.config("spark.sql.ansi.enabled", "true")
			/* a handful of rows: what is made for millions costs more than it saves */
			.config("spark.sql.adaptive.enabled", "false")
			.config("spark.sql.codegen.wholeStage", "false")
			.config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
			.config("spark.default.parallelism", "1")
			.config("spark.databricks.delta.stats.collect", "false")
			.config("spark.databricks.delta.history.metricsEnabled", "false")
			.config("spark.sql.ui.retainedExecutions", "1")
			.config("spark.log.level", "ERROR")
			.getOrCreate();
	}

	/* ------------------------------------------------------------------ running */

	void start(Statement s, long slowUntil, Consumer<Statement> ended) {
		pool.submit(() -> {
			try {
				long left;
				while ((left = slowUntil - System.currentTimeMillis()) > 0 && !s.cancelled)
					Thread.sleep(Math.min(left, 50));
				if (s.cancelled) {
					s.become("CANCELED");
					return;
				}
				s.become("RUNNING");
				run(s);
				s.become("SUCCEEDED");
			} catch (Throwable e) {
				fail(s, e);
			} finally {
				ended.accept(s);
			}
		});
	}

	void cancel(Statement s) {
		Set<String> stages = new HashSet<>();
		s.cancelled = true;
		for (int job : spark.sparkContext().statusTracker().getJobIdsForGroup(s.id))
			for (int stage : spark.sparkContext().statusTracker().getJobInfo(job).get().stageIds())
				stages.add("in stage " + stage + ".");
		spark.sparkContext().cancelJobGroup(s.id);
		pool.submit(() -> stop(stages));
	}

	/* A loop over the rows of a join looks at nothing else, and would keep the others from running for hours. */
	@SuppressWarnings({ "deprecation", "removal" })
	private Void stop(Set<String> stages) throws InterruptedException {
		Thread.sleep(3000);
		for (Thread t : Thread.getAllStackTraces().keySet())
			for (String stage : stages)
				if (t.getName().startsWith("Executor task") && t.getName().contains(stage))
					t.suspend();
		return null;
	}

	private static void fail(Statement s, Throwable e) {
		Throwable found = e;
		if (s.cancelled) {
			s.become("CANCELED");
			return;
		}
		/* of what was wrapped the innermost says why */
		for (Throwable t = e; t != null; t = t.getCause() == t ? null : t.getCause()) {
			String state = t instanceof Failed ? ((Failed) t).sqlState
				: t instanceof SparkThrowable ? ((SparkThrowable) t).getSqlState() : null;
			if (state != null && (s.sqlState == null || s.sqlState.equals("58030"))) {
				s.sqlState = state;
				found = t;
			}
		}
		s.message = found.getMessage() == null ? found.toString() : found.getMessage();
		if (s.busy) {
			s.sqlState = "2D521";
			s.message = "[DELTA_CONCURRENT_APPEND] Transaction conflict detected.";
		}
		if (s.sqlState == null) {
			e.printStackTrace();
			s.sqlState = "XX000";
		}
		s.become("FAILED");
	}

	private static String unquoted(String name) {
		return name.startsWith("`") ? name.substring(1, name.length() - 1) : name;
	}

	/* The statement without what stands in front of it. */
	private static String bare(String text) {
		return text.replaceFirst("(?s)^(\\s|--[^\n]*(\n|$)|/\\*.*?\\*/)*", "").replaceFirst("(?s)[;\\s]*$", "");
	}

	/* One for each thread: a new one for each statement costs more than most statements, and what a session could keep is
	 * refused before it comes here. */
	private final ThreadLocal<SparkSession> sessions = ThreadLocal.withInitial(this::newSession);

	private SparkSession newSession() {
		return spark.newSession();
	}

	private SparkSession session(Statement s) {
		SparkSession session = sessions.get();
		SparkSession.setActiveSession(session);
		session.catalog().setCurrentCatalog("spark_catalog");
		for (String catalog : Folders.folders(root))
			session.conf().set("spark.sql.catalog." + catalog, Catalog.class.getName());
		if (!s.catalog.isEmpty()) {
			if (!Files.isDirectory(root.resolve(s.catalog)))
				throw new Failed("42704", "[NO_SUCH_CATALOG_EXCEPTION] Catalog '" + s.catalog +
					"' was not found. Please verify the catalog name.");
			session.catalog().setCurrentCatalog(s.catalog);
		}
		if (!s.schema.isEmpty())
			session.sql("USE `" + s.schema.replace("`", "``") + "`");
		return session;
	}

	private static boolean isOurs(String text) {
		return MAKE.matcher(text).matches() || DROP.matcher(text).matches() || RIGHTS.matcher(text).matches() ||
			Functions.ours(text);
	}

	private void run(Statement s) throws Exception {
		Matcher last = LAST.matcher(s.text);
		String inner = last.matches() ? bare(last.group(2).replace("\\u0024", "$").replaceAll("\\\\(.)", "$1")) : "";
		if (!isOurs(inner) || s.user.startsWith("reader")) {
			run(s, s.text);
			return;
		}
		/* what Spark does not know comes behind the rest of its script */
		query(s, last.group(1) + "END");
		s.chunks.clear();
		run(s, inner);
	}

	private void run(Statement s, String all) throws Exception {
		String text = bare(all);
		Matcher make = MAKE.matcher(text), drop = DROP.matcher(text), show = SHOW.matcher(text),
			describe = DESCRIBE.matcher(text), use = USE.matcher(text);
		if (s.user.startsWith("reader") && !READS.matcher(text).matches())
			throw new Failed("42501", "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not " +
				"have CREATE TABLE on Schema.");
		if (make.matches())
			makeCatalog(unquoted(make.group(2)), make.group(1) != null);
		else if (drop.matches())
			dropCatalog(unquoted(drop.group(2)), drop.group(1) != null, drop.group(3) != null);
		else if (describe.matches())
			describeCatalog(s, unquoted(describe.group(2)));
		else if (show.matches())
			showCatalogs(s, show.group(2));
		else if (use.matches())
			findCatalog(unquoted(use.group(1)));
		else if (Functions.ours(text))
			Functions.run(root, s, text, session(s));
		else if (FORGOTTEN.matcher(text).matches())
			throw new Failed("42601", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'UNIQUE' or 'CHECK'.");
		else if (UNPROVABLE.matcher(text).matches())
			throw new Failed("0A000", "[UNSUPPORTED_FEATURE] a statement has no session here.");
		else if (s.busy && !text.startsWith("BEGIN"))
			throw new Failed("2D521", "");
		else if (!RIGHTS.matcher(text).matches())
			query(s, all);
	}

	private void query(Statement s, String text) throws Exception {
		SparkSession session = session(s);
		spark.sparkContext().setJobGroup(s.id, s.id, true);
		try {
			Dataset<Row> found = session.sql(text);
			StructField[] fields = found.schema().fields();
			s.columns = new String[fields.length];
			s.types = new String[fields.length];
			for (int i = 0; i < fields.length; i++) {
				s.columns[i] = fields[i].name();
				s.types[i] = fields[i].dataType().sql();
			}
			if (fields.length > 0)
				take(s, found.collectAsList());
		} finally {
			spark.sparkContext().clearJobGroup();
			SparkSession.clearActiveSession();
		}
	}

	private void take(Statement s, List<Row> rows) throws Exception {
		ArrayNode chunk = null;
		for (Row row : rows) {
			if (chunk == null || chunk.size() >= chunkRows) {
				chunk = Gateway.JSON.createArrayNode();
				s.chunks.add(chunk);
			}
			ArrayNode to = chunk.addArray();
			for (int i = 0; i < row.size(); i++) {
				Object value = row.get(i);
				if (value == null)
					to.addNull();
				else
					to.add(text(value));
			}
		}
	}

	private static String text(Object value) throws Exception {
		if (value instanceof byte[])
			return Base64.getEncoder().encodeToString((byte[]) value);
		if (value instanceof java.sql.Timestamp)
			return ((java.sql.Timestamp) value).toInstant().toString();
		if (value instanceof Row)
			return ((Row) value).json();
		if (value instanceof scala.collection.Map)
			return Gateway.JSON.writeValueAsString(scala.jdk.javaapi.CollectionConverters.asJava(
				(scala.collection.Map<?, ?>) value));
		if (value instanceof scala.collection.Seq)
			return Gateway.JSON.writeValueAsString(scala.jdk.javaapi.CollectionConverters.asJava(
				(scala.collection.Seq<?>) value));
		return value.toString();
	}

	/* ------------------------------------------------------------------ catalogs */

	private void makeCatalog(String name, boolean ifNotExists) throws Exception {
		if (Files.isDirectory(root.resolve(name))) {
			if (ifNotExists)
				return;
			throw new Failed("42710", "[CATALOG_ALREADY_EXISTS] Cannot create catalog '" + name + "'.");
		}
		Files.createDirectories(root.resolve(name).resolve("default"));
	}

	private void dropCatalog(String name, boolean ifExists, boolean cascade) {
		Path path = root.resolve(name);
		if (!Files.isDirectory(path)) {
			if (ifExists)
				return;
			throw new Failed("42704", "[NO_SUCH_CATALOG_EXCEPTION] Catalog '" + name + "' was not found.");
		}
		if (!cascade && Folders.folders(path).size() > 1)
			throw new Failed("2BP01", "[CATALOG_NOT_EMPTY] Catalog '" + name + "' is not empty.");
		Folders.remove(path);
		org.apache.spark.sql.delta.DeltaLog.clearCache();
	}

	private void findCatalog(String name) {
		if (!Files.isDirectory(root.resolve(name)))
			throw new Failed("42704", "[NO_SUCH_CATALOG_EXCEPTION] Catalog '" + name + "' was not found.");
	}

	private void describeCatalog(Statement s, String name) {
		findCatalog(name);
		s.columns = new String[] { "info_name", "info_value" };
		s.types = new String[] { "STRING", "STRING" };
		ArrayNode chunk = Gateway.JSON.createArrayNode();
		chunk.addArray().add("Catalog Name").add(name);
		s.chunks.add(chunk);
	}

	private void showCatalogs(Statement s, String like) {
		ArrayNode chunk = Gateway.JSON.createArrayNode();
		s.columns = new String[] { "catalog" };
		s.types = new String[] { "STRING" };
		for (String catalog : Folders.folders(root))
			if (like == null || catalog.matches(like.replace("*", ".*")))
				chunk.addArray().add(catalog);
		s.chunks.add(chunk);
	}
}
