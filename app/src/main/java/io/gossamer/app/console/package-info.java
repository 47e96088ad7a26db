/** What a person at a terminal sees: streams, tables, progress, quantities, errors. No job is run from here. */
package io.gossamer.app.console;
