/** Starts the workers of a job on this machine, follows them, and makes sure that none is left. */
package io.gossamer.train.launch;
