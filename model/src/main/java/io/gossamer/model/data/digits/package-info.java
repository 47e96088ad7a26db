/**
 * The built-in image task: handwritten-like digits, drawn from strokes. Needs no file and no network; the same seed
 * gives the same bytes on every machine, since only exactly rounded arithmetic is used.
 */
package io.gossamer.model.data.digits;
