/**
 * Arrays of many element types, combined element by element: sums, means, minima, maxima, products. Which nodes' arrays are
 * combined, and in which order, is the business of {@code schedule}.
 */
package io.gossamer.net.reduction;
