/** Dealing data to experts: features, k-means in two stages, and the partitions that it is compared with. */
package io.gossamer.generate.cluster;
