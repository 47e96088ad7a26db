/**
 * Descent along compressed gradients with every node at every step: error feedback, gradient differences, EControl and
 * what they are compared with. The notation is EControl's: node i says Delta_i and keeps the error e_i and the estimate
 * h_i of its gradient. All of them work on operators as well as on gradients; on saddle points
 * {@link io.gossamer.train.recursion.descent.CompressedDescent} is compressed descent-ascent (QGDA).
 */
package io.gossamer.train.recursion.descent;
