/**
 * Federated learning in rounds: a sample of the clients takes local steps, says one coded vector each to a server, and
 * hears the mean. The learner of a node, which does this for the clients that live there, and the rules by which the
 * methods differ: plain averaging, error feedback, gradient tracking, controlled averaging. Messages and their way belong
 * to {@code exchange}; the same methods as float64 equations to {@code recursion.federated}.
 */
package io.gossamer.train.federated;
