/** Marks the stretches of code in which a thread computes and must not wait. */
package io.gossamer.core.section;
