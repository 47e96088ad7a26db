/**
 * Many tensors in one buffer: the layout, and the buffer with its tensor and memory views. What the tensors mean (a
 * network's parameters, gradients, an optimiser's moments) is not known here.
 */
package io.gossamer.model.flat;
