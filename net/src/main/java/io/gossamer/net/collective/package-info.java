/**
 * What a group of nodes does together: all-reduce, all-gather, broadcast, barrier; and how it finds out who is to blame
 * when it cannot. A node that waits too long tells the others whom it waits for, a node that fails passes the blame on
 * before it closes, so that survivors name the root of a failure and not the messenger. How the nodes found each other is
 * the business of {@code rendezvous}.
 *
 * <p>Long arrays travel as {@code schedule} says: a frame of ALL_REDUCE, REDUCE_SCATTER, ALL_GATHER or BROADCAST holds one
 * piece of a chunk, its elements in native byte order or what {@code quantisation} makes of them. How chunks are cut into
 * pieces, both ends know ({@code ScheduleRun}).
 *
 * <p>A {@link io.gossamer.net.collective.MeshGroup} ends with the first failure, and can be cut into parts that share its
 * connections: the sequence of a frame holds in its upper byte which part it belongs to ({@code OperationNumbers}). An {@link
 * io.gossamer.net.collective.ElasticGroup} goes on with those who are left, view by view ({@code membership}); besides the
 * operations' frames it sends WHOLE (nothing: the sender has the whole result), VIEW (int64 how many operations the sender
 * has settled, -1 if it is new; its sequence is the view), DONATION ({@code Donations}) and HEARTBEAT (nothing: the sender
 * is alive). All-reduces that are under way at once have consecutive numbers, and their frames follow each other on a line
 * in any order; those of one operation keep theirs ({@code Flight}, {@code UnderWay}, {@code Arrivals}).
 */
package io.gossamer.net.collective;
