/** Examples: readers of data files, generators of built-in data, batches. */
package io.gossamer.model.data;
