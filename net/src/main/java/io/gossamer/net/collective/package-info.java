/** What a group of nodes does together: all-reduce, all-gather, broadcast, barrier. */
package io.gossamer.net.collective;
