// SPDX-License-Identifier: MIT
package org.whimbrel.gateway;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableCatalogCapability;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.constraints.Constraint;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.catalog.AbstractDeltaCatalogClient;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;
import org.apache.spark.sql.delta.constraints.DropConstraint;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

import io.unitycatalog.whimbrel.StandIn;
import scala.Option;

/**
 * A catalog of Delta tables in folders: ROOT/CATALOG/SCHEMA/TABLE. Delta does all work on tables; where
 * they are, and which informational keys they have, is kept by {@link Folders}.
 */
public class Catalog extends DeltaCatalog {
	private final Folders folders = new StandIn();

	@Override
	public void initialize(String name, CaseInsensitiveStringMap options) {
		folders.initialize(name, options);
		setDelegateCatalog(folders);
		super.initialize(name, options);
	}

	/* with a client it would ask a server where tables are */
	@Override
	public Option<AbstractDeltaCatalogClient> deltaCatalogClient() {
		return Option.empty();
	}

	@Override
	public Set<TableCatalogCapability> capabilities() {
		Set<TableCatalogCapability> found = new HashSet<>(super.capabilities());
		found.add(TableCatalogCapability.SUPPORT_TABLE_CONSTRAINT);
		return found;
	}

	private Map<String, String> place(Identifier id, Map<String, String> given) {
		Map<String, String> properties = new HashMap<>(given);
		properties.putIfAbsent(TableCatalog.PROP_PROVIDER, "delta");
		if (!properties.containsKey(TableCatalog.PROP_LOCATION)) {
			properties.put(TableCatalog.PROP_LOCATION, folders.path(id).toUri().toString());
			properties.put(TableCatalog.PROP_IS_MANAGED_LOCATION, "true");
		}
		folders.clearFailed(id);
		return properties;
	}

	private TableInfo place(Identifier id, TableInfo info) {
		TableInfo.Builder builder = new TableInfo.Builder();
		builder.withColumns(info.columns());
		builder.withProperties(place(id, info.properties()));
		builder.withPartitions(info.partitions());
		folders.keepForCreation(id, info.constraints());
		return builder.build();
	}

	/* Of two that make a table at once the second one finds it there, and nobody takes the other's beginning away. */
	private static final Map<String, Object> MAKING = new ConcurrentHashMap<>();

	private Object making(Identifier id) {
		return MAKING.computeIfAbsent(folders.path(id).toString(), path -> new Object());
	}

	private void refuseSecond(Identifier id) {
		if (tableExists(id))
			throw sneak(new TableAlreadyExistsException(id));
	}

	@Override
	public Table createTable(Identifier id, TableInfo info) {
		synchronized (making(id)) {
			refuseSecond(id);
			try {
				return super.createTable(id, place(id, info));
			} catch (RuntimeException e) {
				throw e;
			} catch (Exception e) {
				throw sneak(e);
			}
		}
	}

	@Override
	public Table createTable(Identifier id, Column[] columns, Transform[] parts, Map<String, String> p) {
		synchronized (making(id)) {
			refuseSecond(id);
			return super.createTable(id, columns, parts, place(id, p));
		}
	}

	@Override
	public StagedTable stageCreate(Identifier id, TableInfo info) {
		try {
			return super.stageCreate(id, place(id, info));
		} catch (Exception e) {
			throw sneak(e);
		}
	}

	@Override
	public StagedTable stageReplace(Identifier id, TableInfo info) {
		try {
			return super.stageReplace(id, place(id, info));
		} catch (Exception e) {
			throw sneak(e);
		}
	}

	@Override
	public StagedTable stageCreateOrReplace(Identifier id, TableInfo info) {
		try {
			return super.stageCreateOrReplace(id, place(id, info));
		} catch (Exception e) {
			throw sneak(e);
		}
	}

	/* Delta's parser reads DROP CONSTRAINT before Spark's does, into a change of its own. */
	private static String droppedConstraint(TableChange change) {
		if (change instanceof DropConstraint)
			return ((DropConstraint) change).constraintName();
		return change instanceof TableChange.DropConstraint ? ((TableChange.DropConstraint) change).name() : null;
	}

	@Override
	public Table alterTable(Identifier id, TableChange... changes) {
		for (TableChange change : changes) {
			if (change instanceof TableChange.AddConstraint) {
				Constraint added = ((TableChange.AddConstraint) change).constraint();
				if (Folders.informational(added)) {
					folders.addKey(id, added);
					return loadTable(id);
				}
			}
			String dropped = droppedConstraint(change);
			if (dropped != null && folders.dropKey(id, dropped))
				return loadTable(id);
		}
		return super.alterTable(id, changes);
	}

	@SuppressWarnings("unchecked")
	static <E extends Throwable> RuntimeException sneak(Throwable e) throws E {
		throw (E) e;
	}
}
