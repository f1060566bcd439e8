// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** A statement that was submitted, and what became of it. */
final class Statement {
	String id, text, catalog, schema, user;
	boolean external;
	JsonNode tags;
	long beginMs;
	volatile boolean cancelled, forgotten, unlisted, busy;
	volatile String state = "PENDING", message, sqlState;
	String[] columns = {}, types = {};
	final List<ArrayNode> chunks = new ArrayList<>();

	boolean ended() {
		return !state.equals("PENDING") && !state.equals("RUNNING");
	}

	synchronized void become(String next) {
		state = next;
		notifyAll();
	}
}
