/** Local steps whose averages are used at once or one round late, as equations in float64. */
package io.gossamer.train.recursion.local;
