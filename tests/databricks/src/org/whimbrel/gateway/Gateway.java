// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The SQL Statement Execution API over a Spark session with Delta Lake, for tests: Gateway ROOT PORT-FILE.
 * /control tells it which faults to make, /requests what was asked of it.
 */
public final class Gateway {
	static final ObjectMapper JSON = new ObjectMapper();
	private static final String STATEMENTS = "/api/2.0/sql/statements";
	private final Map<String, Statement> statements = new ConcurrentHashMap<>();
	private final Map<String, Long> tokens = new ConcurrentHashMap<>();
	private final List<Fault> faults = new ArrayList<>();
	private final List<ObjectNode> requests = new ArrayList<>();
	private final AtomicInteger numbers = new AtomicInteger();
	private volatile long tokenSeconds = 3600;
	private volatile long slowMs, slowUntil;
	private volatile int resets;
	private final Engine engine;
	private final Path historyFile;

	/** What goes wrong, and with which requests. */
	private static final class Fault {
		String kind, match;
		int skip, count, retryAfter;
	}

	/** An answer that is no success. */
	private static final class Refused extends Exception {
		final int status;
		final String code;

		Refused(int status, String code, String message) {
			super(message);
			this.status = status;
			this.code = code;
		}
	}

	private Gateway(Engine engine, Path root) throws IOException {
		this.engine = engine;
		historyFile = root.resolve(".history");
		recall();
	}

	/* ------------------------------------------------------------------ faults */

	private synchronized Fault fault(String what) {
		for (Fault f : faults) {
			if (f.count <= 0 || !what.matches("(?is).*(" + f.match + ").*"))
				continue;
			if (f.skip-- > 0)
				continue;
			f.count--;
			return f;
		}
		return null;
	}

	private synchronized ObjectNode control(JsonNode body) {
		ObjectNode out = JSON.createObjectNode();
		if (body.path("reset").asBoolean()) {
			faults.clear();
			requests.clear();
			slowMs = slowUntil = 0;
			resets++;
			tokenSeconds = 3600;
			engine.chunkRows = 5000;
		}
		for (JsonNode each : body.path("faults")) {
			Fault f = new Fault();
			f.kind = each.path("kind").asText();
			f.match = each.path("match").asText("");
			f.skip = each.path("skip").asInt(0);
			f.count = each.path("count").asInt(1);
			f.retryAfter = each.path("retry_after").asInt(0);
			faults.add(f);
		}
		if (body.has("token_seconds"))
			tokenSeconds = body.path("token_seconds").asLong();
		if (body.has("slow_ms"))
			slowMs = body.path("slow_ms").asLong();
		if (body.has("chunk_rows"))
			engine.chunkRows = body.path("chunk_rows").asInt();
		return out;
	}

	private synchronized void note(HttpExchange x, JsonNode body) {
		ObjectNode n = JSON.createObjectNode();
		n.put("method", x.getRequestMethod());
		n.put("path", x.getRequestURI().getPath());
		if (body.has("statement"))
			n.put("statement", body.path("statement").asText());
		requests.add(n);
	}

	/* ------------------------------------------------------------------ HTTP */

	private static void answer(HttpExchange x, int status, byte[] body) throws IOException {
		x.getResponseHeaders().set("Content-Type", "application/json");
		x.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
		if (body.length > 0)
			x.getResponseBody().write(body);
		x.close();
	}

	private void handle(HttpExchange x) {
		try {
			byte[] raw = x.getRequestBody().readAllBytes();
			String path = x.getRequestURI().getPath();
			boolean json = raw.length > 0 && !path.equals("/oidc/v1/token");
			JsonNode body = json ? JSON.readTree(raw) : JSON.createObjectNode();
			if (path.equals("/control"))
				answer(x, 200, JSON.writeValueAsBytes(control(body)));
			else if (path.equals("/requests"))
				synchronized (this) {
					answer(x, 200, JSON.writeValueAsBytes(requests));
				}
			else
				serve(x, path, body, new String(raw, StandardCharsets.UTF_8));
		} catch (Refused e) {
			refuse(x, e);
		} catch (Throwable e) {
			e.printStackTrace();
			refuse(x, new Refused(500, "INTERNAL_ERROR", e.toString()));
		}
	}

	private static void refuse(HttpExchange x, Refused e) {
		ObjectNode out = JSON.createObjectNode();
		out.put("error_code", e.code);
		out.put("message", e.getMessage());
		try {
			answer(x, e.status, JSON.writeValueAsBytes(out));
		} catch (IOException lost) {
			x.close();
		}
	}

	private void serve(HttpExchange x, String path, JsonNode body, String raw) throws Exception {
		note(x, body);
		Fault fault = fault(x.getRequestMethod() + " " + path + " " + body.path("statement").asText(""));
		String kind = fault == null ? "" : fault.kind;
		if (kind.equals("503") || kind.equals("429")) {
			x.getResponseHeaders().set("Retry-After", "" + fault.retryAfter);
			throw new Refused(Integer.parseInt(kind), "TEMPORARILY_UNAVAILABLE", "try again later");
		}
		if (kind.equals("before")) {
			x.close();
			return;
		}
		if (kind.equals("expired"))
			throw new Refused(401, "UNAUTHENTICATED", "Token is expired");
		if (kind.equals("busy") && body instanceof ObjectNode)
			((ObjectNode) body).put("busy", true);
		JsonNode out = route(x, path, body, raw, kind.equals("submitted") || kind.equals("die"));
		if (kind.equals("hang"))
			hang();
		if (kind.equals("die"))
			die();
		if (kind.equals("unlisted"))
			statements.get(out.path("statement_id").asText()).unlisted = true;
		if (kind.equals("after") || kind.equals("unlisted") || kind.equals("submitted") || kind.equals("hang") || kind.equals("die")) {
			x.close();
			return;
		}
		answer(x, 200, out == null ? new byte[0] : JSON.writeValueAsBytes(out));
	}

	/* Until the next reset: whoever asks may be killed meanwhile. */
	private void hang() throws InterruptedException {
		int now = resets;
		while (resets == now)
			Thread.sleep(20);
	}

	/* What runs is torn off, and nothing is known any more but what is on the disk, as when the machine had gone. */
	private void die() throws Exception {
		Thread.sleep(numbers.get() * 37 % 400);
		synchronized (historyFile) {
			for (Statement s : statements.values())
				if (!s.ended()) {
					s.forgotten = true;
					engine.cancel(s);
				}
			statements.clear();
			recall();
		}
		org.apache.spark.sql.delta.DeltaLog.clearCache();
	}

	private JsonNode route(HttpExchange x, String path, JsonNode body, String raw, boolean cut)
		throws Exception {
		String[] part = path.split("/");
		if (path.equals("/oidc/v1/token"))
			return token(x, raw);
		if (path.equals("/.well-known/databricks-config"))
			return JSON.createObjectNode().put("oidc_endpoint",
				"http://" + x.getRequestHeaders().getFirst("Host") + "/oidc");
		if (path.equals("/oidc/.well-known/oauth-authorization-server"))
			return JSON.createObjectNode().put("token_endpoint", "http://" +
				x.getRequestHeaders().getFirst("Host") + "/oidc/v1/token").put("authorization_endpoint",
				"http://" + x.getRequestHeaders().getFirst("Host") + "/oidc/v1/authorize");
		if (path.startsWith("/links/"))
			return link(x, part[2], Integer.parseInt(part[3]));
		String user = authorised(x);
		if (path.equals(STATEMENTS) && x.getRequestMethod().equals("POST"))
			return submit(x, body, user, cut);
		if (path.startsWith(STATEMENTS + "/")) {
			Statement s = statements.get(part[5]);
			if (s == null)
				throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "The statement " + part[5] +
					" was not found.");
			if (path.endsWith("/cancel")) {
				engine.cancel(s);
				return null;
			}
			return part.length > 6 ? chunk(x, s, Integer.parseInt(part[8])) : state(x, s);
		}
		if (path.equals("/api/2.0/sql/history/queries"))
			return history();
		if (path.startsWith("/api/2.0/sql/warehouses/"))
			return warehouse(part[5]);
		if (path.equals("/api/2.0/preview/scim/v2/Me"))
			return JSON.createObjectNode().put("userName", user);
		throw new Refused(404, "ENDPOINT_NOT_FOUND", "No API found for '" + path + "'");
	}

	/* ------------------------------------------------------------------ who asks */

	private JsonNode token(HttpExchange x, String raw) throws Refused {
		String basic = "" + x.getRequestHeaders().getFirst("Authorization");
		String want = "Basic " + Base64.getEncoder().encodeToString("client:secret".getBytes());
		String form = URLDecoder.decode(raw, StandardCharsets.UTF_8);
		if (!basic.equals(want) || !form.contains("grant_type=client_credentials") ||
		    !form.contains("scope=all-apis"))
			throw new Refused(401, "invalid_client", "Client authentication failed");
		String token = "oauth-" + numbers.incrementAndGet();
		tokens.put(token, System.currentTimeMillis() + tokenSeconds * 1000);
		ObjectNode out = JSON.createObjectNode();
		out.put("access_token", token);
		out.put("token_type", "Bearer");
		out.put("expires_in", tokenSeconds);
		return out;
	}

	private String authorised(HttpExchange x) throws Refused {
		String given = "" + x.getRequestHeaders().getFirst("Authorization");
		String token = given.startsWith("Bearer ") ? given.substring(7) : "";
		if (token.equals("dapi-test"))
			return "tester@example.org";
		if (token.equals("dapi-reader"))
			return "reader@example.org";
		Long until = tokens.get(token);
		if (until == null)
			throw new Refused(403, "PERMISSION_DENIED", "Invalid access token.");
		if (until < System.currentTimeMillis())
			throw new Refused(401, "UNAUTHENTICATED", "Token is expired");
		return "client";
	}

	private JsonNode warehouse(String id) throws Refused {
		if (!id.equals("test"))
			throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "SQL warehouse " + id + " does not exist.");
		ObjectNode out = JSON.createObjectNode();
		out.put("id", id);
		out.put("name", "test");
		out.put("state", System.currentTimeMillis() < slowUntil ? "STARTING" : "RUNNING");
		return out;
	}

	/* ------------------------------------------------------------------ statements */

	private static long seconds(String text) {
		return Long.parseLong(text.substring(0, text.length() - 1));
	}

	/* It starts when somebody wants something of it. */
	private synchronized void starting() {
		if (slowMs == 0)
			return;
		slowUntil = System.currentTimeMillis() + slowMs;
		slowMs = 0;
	}

	private JsonNode submit(HttpExchange x, JsonNode body, String user, boolean cut) throws Exception {
		Statement s = new Statement();
		if (!body.path("warehouse_id").asText().equals("test"))
			throw new Refused(400, "INVALID_PARAMETER_VALUE",
				body.path("warehouse_id").asText() + " is not a valid endpoint id.");
		if (body.path("statement").asText().trim().isEmpty())
			throw new Refused(400, "INVALID_PARAMETER_VALUE", "statement is empty");
		s.id = String.format("01ef%04x-0000-1000-8000-%012x", numbers.incrementAndGet(),
			System.nanoTime() & 0xffffffffffffL);
		s.text = body.path("statement").asText();
		/* what a script does before the user's statement is done, and that one meets another writer */
		s.busy = body.path("busy").asBoolean();
		if (s.busy)
			s.text = s.text.replaceFirst("(?s)EXECUTE IMMEDIATE .*;\nEND$", "SELECT raise_error('conflict');\nEND");
		s.catalog = body.path("catalog").asText("");
		s.schema = body.path("schema").asText("");
		s.user = user;
		s.external = body.path("disposition").asText("INLINE").equals("EXTERNAL_LINKS");
		s.tags = body.path("query_tags");
		s.beginMs = System.currentTimeMillis();
		statements.put(s.id, s);
		remember(s);
		starting();
		engine.start(s, slowUntil, this::remember);
		if (cut)
			return null;
		long ms = seconds(body.path("wait_timeout").asText("10s")) * 1000;
		synchronized (s) {
			long until = System.currentTimeMillis() + ms;
			while (!s.ended() && System.currentTimeMillis() < until)
				s.wait(Math.max(1, until - System.currentTimeMillis()));
		}
		if (!s.ended() && body.path("on_wait_timeout").asText("CONTINUE").equals("CANCEL"))
			engine.cancel(s);
		return state(x, s);
	}

	private JsonNode state(HttpExchange x, Statement s) {
		ObjectNode out = JSON.createObjectNode();
		out.put("statement_id", s.id);
		ObjectNode status = out.putObject("status");
		status.put("state", s.state);
		if (s.state.equals("FAILED")) {
			status.putObject("error").put("error_code", "BAD_REQUEST").put("message", s.message);
			if (s.sqlState != null)
				status.put("sql_state", s.sqlState);
		}
		if (!s.state.equals("SUCCEEDED"))
			return out;
		ObjectNode manifest = out.putObject("manifest");
		manifest.put("format", "JSON_ARRAY");
		ObjectNode schema = manifest.putObject("schema");
		schema.put("column_count", s.columns.length);
		ArrayNode columns = schema.putArray("columns");
		for (int i = 0; i < s.columns.length; i++)
			columns.addObject().put("name", s.columns[i]).put("type_text", s.types[i]).put("position", i);
		manifest.put("total_chunk_count", s.chunks.size());
		manifest.put("total_row_count", s.chunks.stream().mapToInt(ArrayNode::size).sum());
		manifest.put("truncated", false);
		if (!s.chunks.isEmpty())
			out.set("result", chunk(x, s, 0));
		return out;
	}

	private JsonNode chunk(HttpExchange x, Statement s, int n) {
		ObjectNode out = JSON.createObjectNode();
		String next = STATEMENTS + "/" + s.id + "/result/chunks/" + (n + 1);
		boolean more = n + 1 < s.chunks.size();
		ObjectNode to = out;
		if (s.external) {
			to = out.putArray("external_links").addObject();
			to.put("external_link", "http://" + x.getRequestHeaders().getFirst("Host") + "/links/" + s.id +
				"/" + n);
		}
		to.put("chunk_index", n);
		to.put("row_count", s.chunks.get(n).size());
		if (more)
			to.put("next_chunk_index", n + 1).put("next_chunk_internal_link", next);
		if (!s.external)
			out.set("data_array", s.chunks.get(n));
		return out;
	}

	private JsonNode link(HttpExchange x, String id, int n) throws Refused {
		if (x.getRequestHeaders().containsKey("Authorization"))
			throw new Refused(400, "InvalidArgument", "Only one auth mechanism allowed");
		return statements.get(id).chunks.get(n);
	}

	/* A line for each beginning and end: what was running when the engine died has no end. */
	private void remember(Statement s) {
		ObjectNode n = describe(s);
		try {
			synchronized (historyFile) {
				if (s.forgotten)
					return;
				Files.writeString(historyFile, JSON.writeValueAsString(n) + "\n",
					java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
			}
		} catch (IOException e) {
			e.printStackTrace();
		}
	}

	private void recall() throws IOException {
		if (!Files.exists(historyFile))
			return;
		for (String line : Files.readAllLines(historyFile)) {
			JsonNode n = JSON.readTree(line);
			Statement s = new Statement();
			s.id = n.path("query_id").asText();
			s.text = n.path("query_text").asText();
			s.user = n.path("user_name").asText();
			s.beginMs = n.path("query_start_time_ms").asLong();
			s.tags = n.path("query_tags");
			s.message = n.path("error_message").asText(null);
			String status = n.path("status").asText();
			s.state = status.equals("FINISHED") ? "SUCCEEDED" : status.equals("FAILED") ? "FAILED"
				: status.equals("CANCELED") ? "CANCELED" : "CLOSED";
			statements.put(s.id, s);
		}
	}

	private static ObjectNode describe(Statement s) {
		ObjectNode each = JSON.createObjectNode();
		each.put("query_id", s.id);
		each.put("query_text", s.text);
		each.put("status", s.state.equals("SUCCEEDED") ? "FINISHED" : s.state.equals("PENDING") ? "QUEUED"
			: s.state.equals("CLOSED") ? "UNKNOWN" : s.state);
		each.put("user_name", s.user);
		each.put("query_start_time_ms", s.beginMs);
		if (s.message != null)
			each.put("error_message", s.message);
		if (!s.tags.isMissingNode())
			each.set("query_tags", s.tags);
		return each;
	}

	private JsonNode history() {
		ObjectNode out = JSON.createObjectNode();
		ArrayNode all = out.putArray("res");
		List<Statement> sorted = new ArrayList<>(statements.values());
		sorted.sort((a, b) -> Long.compare(b.beginMs, a.beginMs));
		for (Statement s : sorted)
			if (!s.unlisted)
				all.add(describe(s));
		out.put("has_next_page", false);
		return out;
	}

	/* ------------------------------------------------------------------ the program */

	public static void main(String[] args) throws Exception {
		Path root = Paths.get(args[0]).toAbsolutePath();
		Files.createDirectories(root);
		Folders.root = root;
		Gateway gateway = new Gateway(new Engine(root), root);
		int port = args.length > 2 ? Integer.parseInt(args[2]) : 0;
		HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 64);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext("/", gateway::handle);
		server.start();
		Path file = Paths.get(args[1]), part = Paths.get(args[1] + ".part");
		Files.writeString(part, server.getAddress().getPort() + "\n");
		Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
	}
}
