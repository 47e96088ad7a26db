/**
 * One replica of a run's coordinator as a process of its own: its orders, what it tells its launcher, and the process. What
 * it does is {@link io.gossamer.net.rendezvous.ViewCoordinator}'s business; who starts it again, the launcher's.
 */
package io.gossamer.train.coordinator;
