/**
 * Starts the workers of a job on this machine, and their coordinators if there are several, follows them, and makes sure that
 * none is left.
 */
package io.gossamer.train.launch;
