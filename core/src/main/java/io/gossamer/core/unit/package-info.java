/**
 * Quantities that people write and read: amounts of bytes, data rates, durations. Printing loses nothing: what was
 * printed parses to the same quantity.
 */
package io.gossamer.core.unit;
