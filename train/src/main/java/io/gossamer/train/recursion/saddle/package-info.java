/**
 * Variational inequalities and saddle points: extragradient, and MASHA1 and MASHA2, which compress differences of the
 * operator to its value at an anchor point. Node m's operator is F_m, F is their mean, w the anchor, and z the iterate.
 */
package io.gossamer.train.recursion.saddle;
