/** One worker of a run: the loop that trains, judges and saves, and the process around it, with its line to the launcher. */
package io.gossamer.train.worker;
