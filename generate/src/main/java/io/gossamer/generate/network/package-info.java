/** Small networks over noisy vectors: what they are given is x_t, t and the condition side by side. */
package io.gossamer.generate.network;
