/**
 * Examples in memory and the order in which they are seen: data sets of images and of text, how they are shared out
 * among workers, which examples make the batch of a step. Files are read in {@code data.file}; built-in data is made in
 * {@code data.digits} and {@code data.text}.
 */
package io.gossamer.model.data;
