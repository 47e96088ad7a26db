/**
 * Where a result comes from: what it is a function of, and, kept apart, the circumstances under which it was made.
 * Reading and writing files is not done here.
 */
package io.gossamer.core.provenance;
