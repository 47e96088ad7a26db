/** How Gossamer says that something is wrong: what, where, and what to do about it. */
package io.gossamer.core.failure;
