/** Test support: hostile inputs for everything that parses bytes. Exported to the other floors as a test jar. */
package io.gossamer.core.fuzz;
