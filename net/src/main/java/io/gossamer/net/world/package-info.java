/** What a node sees of the machine it runs on: a clock, sleep, tasks, and connections to other nodes. */
package io.gossamer.net.world;
