// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.spark.sql.SparkSession;

/** Functions of a schema, which Spark knows in its own catalog alone: kept as they were written, and never called. */
final class Functions {
	private static final String NAME = "((?:`[^`]*`|\\w+)(?:\\.(?:`[^`]*`|\\w+))*)";
	private static final Pattern CREATE = Pattern.compile("(?is)CREATE\\s+(OR\\s+REPLACE\\s+)?FUNCTION\\s+" +
		"(IF\\s+NOT\\s+EXISTS\\s+)?" + NAME + "\\s*\\((.*?)\\)\\s*RETURNS\\s+(\\w+(?:\\([0-9, ]*\\)|<.*?>+)?)\\s+" +
		"(.*?)RETURN\\s+(.*)");
	private static final Pattern DROP = Pattern.compile("(?is)DROP\\s+FUNCTION\\s+(IF\\s+EXISTS\\s+)?" + NAME);
	private static final Pattern DESCRIBE = Pattern.compile("(?is)DESC(?:RIBE)?\\s+FUNCTION\\s+(EXTENDED\\s+)?" + NAME);
	private static final Pattern PARAMETER = Pattern.compile("(?is)\\s*(`[^`]*`|\\w+)\\s+(\\w+(?:\\([0-9, ]*\\)|<.*?>+)?)" +
		"(?:\\s+DEFAULT\\s+('[^']*'|[\\w.]+))?(?:\\s+COMMENT\\s+'((?:[^'\\\\]|\\\\.)*)')?\\s*(?:,|$)");
	private static final Pattern COMMENT = Pattern.compile("(?is)COMMENT\\s+'((?:[^'\\\\]|\\\\.)*)'");

	static boolean ours(String text) {
		return CREATE.matcher(text).matches() || DROP.matcher(text).matches() || DESCRIBE.matcher(text).matches();
	}

	static List<JsonNode> read(Path schema) {
		List<JsonNode> found = new ArrayList<>();
		try {
			if (Files.exists(schema.resolve(".functions")))
				for (String line : Files.readAllLines(schema.resolve(".functions")))
					found.add(Gateway.JSON.readTree(line));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		return found;
	}

	private static void write(Path schema, List<JsonNode> all) throws IOException {
		List<String> lines = new ArrayList<>();
		for (JsonNode each : all)
			lines.add(Gateway.JSON.writeValueAsString(each));
		Files.write(schema.resolve(".functions"), lines);
	}

	private static String plain(String name) {
		return name.replace("`", "");
	}

	/* The folder that the name's schema is. */
	private static Path schema(Path root, Statement s, String[] parts) {
		int n = parts.length;
		Path path = root.resolve(n > 2 ? parts[0] : s.catalog).resolve((n > 1 ? parts[n - 2] : s.schema).toLowerCase());
		if (!Files.isDirectory(path))
			throw new Engine.Failed("42704", "[SCHEMA_NOT_FOUND] The schema of the function was not found.");
		return path;
	}

	private static String literal(String text) {
		return text == null ? null : text.replaceAll("\\\\(.)", "$1");
	}

	private static ObjectNode describe(Matcher m, String name, SparkSession session) throws Exception {
		ObjectNode f = Gateway.JSON.createObjectNode();
		ArrayNode parameters = f.put("name", name).putArray("parameters");
		Matcher comment = COMMENT.matcher(m.group(6));
		session.sessionState().sqlParser().parseQuery("SELECT (" + m.group(7) + ")");
		f.put("returns", m.group(5).toUpperCase()).put("body", m.group(7).trim());
		f.put("deterministic", m.group(6).toUpperCase().contains("NOT DETERMINISTIC") ? "NO" : "YES");
		f.put("comment", comment.find() ? literal(comment.group(1)) : null);
		for (Matcher p = PARAMETER.matcher(m.group(4)); p.find() && p.end() > p.start();)
			parameters.addObject().put("name", plain(p.group(1))).put("type", p.group(2).toUpperCase())
				.put("fallback", p.group(3)).put("comment", literal(p.group(4)));
		return f;
	}

	static synchronized void run(Path root, Statement s, String text, SparkSession session) throws Exception {
		Matcher create = CREATE.matcher(text), drop = DROP.matcher(text), look = DESCRIBE.matcher(text);
		boolean makes = create.matches(), looks = look.matches();
		if (!makes && !looks && !drop.matches())
			return;
		String[] parts = plain(makes ? create.group(3) : looks ? look.group(2) : drop.group(2)).split("\\.");
		String name = parts[parts.length - 1].toLowerCase();
		Path schema = schema(root, s, parts);
		List<JsonNode> all = read(schema);
		boolean there = all.stream().anyMatch(f -> f.path("name").asText().equals(name));
		if (makes && there && create.group(1) == null && create.group(2) == null)
			throw new Engine.Failed("42723", "[ROUTINE_ALREADY_EXISTS] Cannot create the function " + name + ".");
		if (!makes && !there && (looks || drop.group(1) == null))
			throw new Engine.Failed("42883", "[ROUTINE_NOT_FOUND] The function " + name + " cannot be found.");
		if (looks || (makes && there && create.group(2) != null))
			return;
		all.removeIf(f -> f.path("name").asText().equals(name));
		if (makes)
			all.add(describe(create, name, session));
		write(schema, all);
	}
}
