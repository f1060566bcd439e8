// SPDX-License-Identifier: MIT
package io.unitycatalog.whimbrel;

import org.whimbrel.gateway.Folders;

/**
 * The one class that must bear another project's name: Delta Lake lets a catalog say where tables are, and keep their
 * properties itself, if its class has a name that begins with `io.unitycatalog.`, and asks for nothing else of it.
 */
public final class StandIn extends Folders {
}
