/**
 * Readers of data files, which are hostile until checked: IDX, CIFAR-10 (binary and JPEG), UTF-8 text, plain or gzip.
 * Whatever a file claims is bounded before memory is allocated, and every failure names the file and what is wrong.
 */
package io.gossamer.model.data.file;
