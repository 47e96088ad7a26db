/**
 * Which kind of kernels this process runs: vectorised ones by {@code jdk.incubator.vector}, or their scalar references.
 * The kernels themselves live with what they compute.
 */
package io.gossamer.core.kernel;
