/** What somebody asks to be trained, and the bridge from there to the training library. */
package io.gossamer.app.job;
