/**
 * Federated learning: local steps, a sample of the clients in each round, a compressed uplink. What a client says is in
 * gradient units, the mean of its local directions; the model moves by eta_g eta_l K times that. Control variates are
 * c_i at the clients and c at the server.
 */
package io.gossamer.train.recursion.federated;
