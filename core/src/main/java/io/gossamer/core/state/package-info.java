/** State that outlives a step, listed as named arrays, so that a checkpoint is complete by construction. */
package io.gossamer.core.state;
