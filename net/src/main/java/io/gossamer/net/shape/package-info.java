/** Links with a rate, a latency and loss, enforced in user space and in the simulation alike. */
package io.gossamer.net.shape;
