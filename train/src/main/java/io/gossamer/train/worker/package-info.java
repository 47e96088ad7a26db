/** One worker of a run: the loop that trains, judges and saves, and the process around it. */
package io.gossamer.train.worker;
