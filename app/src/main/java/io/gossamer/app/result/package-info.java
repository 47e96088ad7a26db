/** What the figures of a job mean in words: the table and the sentence. The figures are made by the training library. */
package io.gossamer.app.result;
