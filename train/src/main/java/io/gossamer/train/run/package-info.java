/** A run on disk: its directory, its events, its results. */
package io.gossamer.train.run;
