/**
 * What a group of nodes does together: all-reduce, all-gather, broadcast, barrier; and how it finds out who is to blame
 * when it cannot. A node that waits too long tells the others whom it waits for, a node that fails passes the blame on
 * before it closes, so that survivors name the root of a failure and not the messenger. How the nodes found each other is
 * the business of {@code rendezvous}.
 */
package io.gossamer.net.collective;
