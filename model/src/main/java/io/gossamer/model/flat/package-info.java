/** All parameters of a network in one buffer, gradients in a second, buffers in a third. */
package io.gossamer.model.flat;
